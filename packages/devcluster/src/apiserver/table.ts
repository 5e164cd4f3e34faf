import { formatAge, parseTime } from "homeostat/internal/meta/time.ts";
import type { Column } from "#resources/resource.ts";
import type { ApiObject } from "#storage/store.ts";
import { badRequest } from "./errors.ts";
import type { ServedVersion } from "./object-json.ts";

/** What the rows of a Table carry beside their cells. */
export type IncludeObject = "Metadata" | "Object" | "None";

/** The value of the `includeObject` parameter. Throws 400. */
export function includeObjectOf(query: URLSearchParams): IncludeObject {
  const value = query.get("includeObject") ?? "";
  if (value === "") return "Metadata";
  if (value === "Metadata" || value === "Object" || value === "None") return value;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(value)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

/** Options of `tableOf`. */
export interface TableOptions {
  /** `v1` or `v1beta1` of meta.k8s.io. */
  readonly version: string;
  readonly includeObject: IncludeObject;
  readonly nowMs: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Only the first event of a watch has them. Default true. */
  readonly columnDefinitions?: boolean;
}

/** Objects, each in the request's version, as the Table that `kubectl get` prints. */
export function tableOf(
  objects: readonly ApiObject[],
  served: ServedVersion,
  options: TableOptions,
): Readonly<Record<string, unknown>> {
  const { version, includeObject, nowMs, metadata, columnDefinitions = true } = options;
  const columns = columnsOf(served);
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: columnDefinitions
      ? columns.map(({ name, type, format, description, priority }) => ({ name, type, format, description, priority }))
      : null,
    rows: objects.map((object) => ({
      cells: columns.map((column) => cellOf(column, object, nowMs)),
      object: includeObject === "None" ? null : includeObject === "Object" ? object : partialMetadata(object, version),
    })),
  };
}

/** The metadata of an object, as a `PartialObjectMetadata`. */
export function partialMetadata(object: ApiObject, version: string): ApiObject {
  return { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}

const nameColumn: Column = {
  name: "Name",
  type: "string",
  format: "name",
  description: "The object's name: unique among its kind in its namespace, or in the cluster.",
  priority: 0,
  cell: (object) => object.metadata.name ?? "",
};

function columnsOf({ resource, version }: ServedVersion): readonly Column[] {
  return resource.custom ? [nameColumn, ...version.columns] : version.columns;
}

function cellOf(column: Column, object: ApiObject, nowMs: number): unknown {
  const value = column.cell(object, nowMs);
  if (value === undefined || value === null) return null;
  return column.type === "date" && typeof value === "string" ? ageCell(value, nowMs) : value;
}

/** A date as an age; a text that is no date (a cell that is an age already) as it is. */
function ageCell(text: string, nowMs: number): string {
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return text;
  try {
    return formatAge(nowMs - parseTime(text));
  } catch {
    return "<unknown>";
  }
}
