/** The reasons of a cause in an Invalid answer of the API server (`metav1.CauseType`). */
export type SchemaErrorReason =
  | "FieldValueRequired"
  | "FieldValueDuplicate"
  | "FieldValueInvalid"
  | "FieldValueNotSupported"
  | "FieldValueForbidden"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  | "FieldValueTypeInvalid"
  | "InternalError";

/** One thing that is wrong with a value, worded as the API server does; `message` is complete ("Invalid value: 11: should be …"). */
export interface SchemaError {
  readonly reason: SchemaErrorReason;
  readonly field: string;
  readonly message: string;
}

/** The field of errors that belong to no field: combinators of schemas (`anyOf`…) and number ranges. */
export const NO_FIELD = "<nil>";

export function required(field: string, detail: string = ""): SchemaError {
  return { reason: "FieldValueRequired", field, message: withDetail("Required value", detail) };
}

export function invalid(field: string, value: unknown, detail: string): SchemaError {
  return { reason: "FieldValueInvalid", field, message: withDetail(`Invalid value: ${shownValue(value)}`, detail) };
}

export function typeInvalid(field: string, value: unknown, detail: string): SchemaError {
  return { reason: "FieldValueTypeInvalid", field, message: `Invalid value: ${shownValue(value)}: ${detail}` };
}

export function notSupported(field: string, value: unknown, supported: readonly unknown[]): SchemaError {
  const values = supported.map((one) => JSON.stringify(typeof one === "string" ? one : shownValue(one))).join(", ");
  return {
    reason: "FieldValueNotSupported",
    field,
    message: `Unsupported value: ${shownValue(value)}: supported values: ${values}`,
  };
}

export function duplicate(field: string, value: unknown): SchemaError {
  return { reason: "FieldValueDuplicate", field, message: `Duplicate value: ${shownValue(value)}` };
}

export function forbidden(field: string, detail: string): SchemaError {
  return { reason: "FieldValueForbidden", field, message: `Forbidden: ${detail}` };
}

export function internal(field: string, detail: string): SchemaError {
  return { reason: "InternalError", field, message: `Internal error: ${detail}` };
}

/** The API server says "bytes" although characters are counted. */
export function tooLong(field: string, maximum: number): SchemaError {
  return { reason: "FieldValueTooLong", field, message: `Too long: may not be more than ${maximum} bytes` };
}

export function tooMany(field: string, actual: number, maximum: number): SchemaError {
  return { reason: "FieldValueTooMany", field, message: `Too many: ${actual}: must have at most ${maximum} items` };
}

/** A value as messages show it: JSON as Go writes it, which has no `<`, `>` and `&` but in plain texts. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "null";
  const json = JSON.stringify(value);
  return typeof value === "object" ? json.replaceAll(/[<>&\u2028\u2029]/g, escaped) : json;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function withDetail(head: string, detail: string): string {
  return detail === "" ? head : `${head}: ${detail}`;
}
