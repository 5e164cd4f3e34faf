import { shownValue } from "@homeostat/schema";
import { StatusError, type StatusDetails } from "./status-error.ts";

/** The reasons of a cause in an Invalid answer (`metav1.CauseType`). */
export type FieldErrorReason =
  | "FieldValueNotFound"
  | "FieldValueRequired"
  | "FieldValueDuplicate"
  | "FieldValueInvalid"
  | "FieldValueNotSupported"
  | "FieldValueForbidden"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  | "InternalError"
  | "FieldValueTypeInvalid";

/** One thing that is wrong with an object; `message` is complete ("Invalid value: 11: should be …"). */
export interface FieldError {
  readonly reason: FieldErrorReason;
  readonly field: string;
  readonly message: string;
}

export function required(field: string, detail: string = ""): FieldError {
  return { reason: "FieldValueRequired", field, message: withDetail("Required value", detail) };
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { reason: "FieldValueInvalid", field, message: withDetail(`Invalid value: ${shownValue(value)}`, detail) };
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const values = supported.map((one) => JSON.stringify(one)).join(", ");
  return {
    reason: "FieldValueNotSupported",
    field,
    message: `Unsupported value: ${shownValue(value)}${supported.length === 0 ? "" : `: supported values: ${values}`}`,
  };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { reason: "FieldValueDuplicate", field, message: `Duplicate value: ${shownValue(value)}` };
}

export function forbidden(field: string, detail: string): FieldError {
  return { reason: "FieldValueForbidden", field, message: withDetail("Forbidden", detail) };
}

export function tooLong(field: string, detail: string): FieldError {
  return { reason: "FieldValueTooLong", field, message: withDetail("Too long", detail) };
}

export function fieldNotFound(field: string, value: unknown): FieldError {
  return { reason: "FieldValueNotFound", field, message: `Not found: ${shownValue(value)}` };
}

function withDetail(head: string, detail: string): string {
  return detail === "" ? head : `${head}: ${detail}`;
}

/** 422 Invalid: `Kind.group "name" is invalid: …`, one error bare, several in brackets. */
export function invalidError(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const qualified = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const unique = errors.filter((one, index) => errors.findIndex((other) => sameError(one, other)) === index);
  const texts = unique.map((one) => `${one.field}: ${one.message}`);
  const summary = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const details: StatusDetails = {
    ...(name === "" ? {} : { name }),
    ...(kind.group === "" ? {} : { group: kind.group }),
    ...(kind.kind === "" ? {} : { kind: kind.kind }),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  };
  return new StatusError(422, "Invalid", `${qualified} ${JSON.stringify(name)} is invalid: ${summary}`, {
    details,
  });
}

function sameError(a: FieldError, b: FieldError): boolean {
  return a.field === b.field && a.message === b.message;
}
