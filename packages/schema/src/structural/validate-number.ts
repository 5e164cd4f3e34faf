import type { Schema } from "./schema.ts";
import { invalid, NO_FIELD, type SchemaError } from "./schema-error.ts";

/** What Go makes of a JSON number: an int64 when it fits one. */
export function goNumberType(value: number): {
  readonly type: "integer" | "number";
  readonly format: "int64" | "float64";
} {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? INT64 : FLOAT64;
}

const INT64 = { type: "integer", format: "int64" } as const;
const FLOAT64 = { type: "number", format: "float64" } as const;

/** Range of the numeric format, `multipleOf`, `maximum`, `minimum`. */
export function validateNumber(
  node: { readonly value: number; readonly path: string },
  schema: Schema,
  errors: SchemaError[],
): void {
  const { value, path } = node;
  const fail = (detail: string): number => errors.push(invalid(path, value, `${path} in body should be ${detail}`));
  if (isOutOfFormat(value, schema)) {
    const format =
      schema.format === undefined || schema.format === "" ? "(default format)" : `with format ${schema.format}`;
    errors.push(invalid(NO_FIELD, "", `Checked value must be of type ${schema.type} ${format} in ${path}`));
  }
  const { multipleOf, maximum, minimum } = schema;
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) fail(`a multiple of ${multipleOf}`);
  if (maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    fail(`less than${schema.exclusiveMaximum === true ? "" : " or equal to"} ${maximum}`);
  }
  if (minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    fail(`greater than${schema.exclusiveMinimum === true ? "" : " or equal to"} ${minimum}`);
  }
}

/** Only the schema's own numeric types have a range. */
function isOutOfFormat(value: number, schema: Schema): boolean {
  if (schema.type === "integer") {
    if (!Number.isInteger(value)) return true;
    return schema.format === "int32" ? value < -(2 ** 31) || value >= 2 ** 31 : value < -(2 ** 63) || value >= 2 ** 63;
  }
  return schema.type === "number" && schema.format === "float" && Math.abs(value) > MAX_FLOAT32;
}

const MAX_FLOAT32 = 3.4028234663852886e38;

/** With integers exactly; else the quotient must be an integer. */
function isMultiple(value: number, factor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(factor)) return value % factor === 0;
  return Number.isInteger(value / factor);
}
