/**
 * What an error of a patch means for the answer: `malformed` 400 BadRequest, `notApplicable` 422 Invalid with empty
 * details, `tooLarge` 413 RequestEntityTooLarge, `internal` 500 without a reason.
 */
export type PatchErrorKind = "malformed" | "notApplicable" | "tooLarge" | "internal";

/** A patch that cannot be applied. `message` is what the API server answers. */
export class PatchError extends Error {
  readonly kind: PatchErrorKind;
  /** What is wrong in detail, for logs, where the server's own answer is only general. */
  readonly detail: string | undefined;

  constructor(kind: PatchErrorKind, message: string, detail?: string) {
    super(message);
    this.name = "PatchError";
    this.kind = kind;
    this.detail = detail;
  }
}

/** 422 with the general message that the server has for a patch whose steps fail. */
export function notApplicable(detail: string): PatchError {
  return new PatchError("notApplicable", "the server rejected our request due to an error in our request", detail);
}

/** A JSON value's type in the words of Go's decoder. */
export function jsonTypeName(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}
