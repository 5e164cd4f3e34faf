import type { PrinterColumn } from "@homeostat/schema";
import { compileJsonPath } from "./json-path.ts";
import { JsonPathError } from "./json-path-parser.ts";
import type { Column } from "./resource.ts";

/** The Table columns of a CRD version, without Name; only Age when it names none. */
export function printerColumns(columns: readonly PrinterColumn[] | undefined): readonly Column[] {
  return (columns === undefined || columns.length === 0 ? [AGE] : columns).map(columnOf);
}

const AGE: PrinterColumn = {
  name: "Age",
  type: "date",
  description: "When the object was created, on the server's clock.",
  jsonPath: ".metadata.creationTimestamp",
};

/** Why a column's path cannot be read; its cells are null then. */
export function columnProblem(column: PrinterColumn): string | undefined {
  try {
    compileJsonPath(column.jsonPath);
    return undefined;
  } catch (error) {
    if (error instanceof JsonPathError) return error.message;
    throw error;
  }
}

function columnOf(column: PrinterColumn): Column {
  const find = columnProblem(column) === undefined ? compileJsonPath(column.jsonPath) : () => [];
  return {
    name: column.name,
    type: column.type as Column["type"],
    format: column.format ?? "",
    description: column.description ?? `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
    priority: column.priority ?? 0,
    cell: (object) => cell(column.type, find(object)[0]),
  };
}

/** The cell's value in the column's type; null when it is absent or of another type. */
function cell(type: string, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "string":
      return typeof value === "object" ? JSON.stringify(value) : String(value);
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    default:
      return typeof value === "string" ? value : null;
  }
}
