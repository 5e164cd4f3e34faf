import {
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
  type FieldRequirement,
  type ParsedLabelSelector,
} from "homeostat/internal/meta/selector.ts";
import type { Resource, ResourceVersion } from "#resources/resource.ts";
import type { ApiObject, Stored } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { badRequest } from "./errors.ts";
import { presented } from "./object-json.ts";

/** Which objects a list, watch or deletecollection is about, by its selectors. */
export interface Selection {
  /** Nothing is selected away. */
  readonly isEmpty: boolean;
  /** For an object in the request's version. */
  matches(object: ApiObject): boolean;
  /** For an object as it is stored. */
  matchesStored(stored: Stored): boolean;
}

/** Parses the selectors of a request. Throws 400. */
export function parseSelection(request: ResourceRequest): Selection {
  const labelText = request.query.get("labelSelector") ?? "";
  const fieldText = request.query.get("fieldSelector") ?? "";
  const labels = labelText === "" ? undefined : orBadRequest(() => parseLabelSelector(labelText));
  const fields =
    fieldText === "" ? [] : orBadRequest(() => parseFieldSelector(fieldText)).map((one) => fieldTest(one, request));
  const onlyMetadata = fields.every((test) => test.onlyMetadata);
  const matches = (object: ApiObject): boolean => matchesAll(object, labels, fields);
  return {
    isEmpty: labels === undefined && fields.length === 0,
    matches,
    // Converting and defaulting touches only what other fields select by.
    matchesStored: onlyMetadata ? ({ object }) => matches(object) : ({ object }) => matches(presented(object, request)),
  };
}

interface FieldTest {
  readonly onlyMetadata: boolean;
  holds(object: ApiObject): boolean;
}

const METADATA_FIELDS: ReadonlyMap<string, (object: ApiObject) => string> = new Map([
  ["metadata.name", (object) => object.metadata.name ?? ""],
  ["metadata.namespace", (object) => object.metadata.namespace ?? ""],
]);

function fieldTest({ field, operator, value }: FieldRequirement, { resource, version }: ResourceRequest): FieldTest {
  const ofMetadata = METADATA_FIELDS.get(field);
  const get = ofMetadata ?? version.selectableFields.get(field);
  if (get === undefined) throw badRequest(unsupportedField(field, resource, version));
  return {
    onlyMetadata: ofMetadata !== undefined,
    holds: operator === "=" ? (object) => get(object) === value : (object) => get(object) !== value,
  };
}

/** Kinds with selectable fields of their own word it in one way, the others in another; two have a third and a fourth. */
function unsupportedField(field: string, resource: Resource, version: ResourceVersion): string {
  const quoted = JSON.stringify(field);
  if (resource.group === "batch" && resource.kind === "Job") return `field label ${quoted} not supported for Job`;
  if (resource.group === "resource.k8s.io" && resource.kind === "ResourceSlice") {
    return `field label not supported for ${resource.group}/${version.version}, Kind=${resource.kind}: ${field}`;
  }
  if (resource.custom || version.selectableFields.size > 0) return `field label not supported: ${field}`;
  return `${quoted} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

function matchesAll(object: ApiObject, labels: ParsedLabelSelector | undefined, fields: readonly FieldTest[]): boolean {
  for (const field of fields) if (!field.holds(object)) return false;
  return labels === undefined || matchesLabels(labels, object.metadata.labels);
}

function orBadRequest<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}
