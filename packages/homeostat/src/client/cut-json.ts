import { type Cut, guessManagedFieldsCut, managedFieldsCut } from "./managed-fields.ts";

/**
 * Parses the JSON in [start, end) without the `metadata.managedFields` of the Kubernetes object that begins at `object`.
 * Throws `SyntaxError` when the bytes are not JSON.
 */
export function parseWithoutManagedFields(
  bytes: Buffer,
  range: { readonly start: number; readonly end: number; readonly object: number },
): unknown {
  const { start, end, object } = range;
  const guess = guessManagedFieldsCut(bytes, object, end);
  if (guess === undefined) return parseBytes(bytes, start, end);
  try {
    return parseBytes(bytes, start, end, guess);
  } catch {
    return parseBytes(bytes, start, end, managedFieldsCut(bytes, object, end));
  }
}

/** Parses the JSON in [start, end), leaving out a part. */
export function parseBytes(bytes: Buffer, start: number, end: number, cut?: Cut): unknown {
  if (cut === undefined) return JSON.parse(bytes.toString("utf8", start, end));
  return JSON.parse(bytes.toString("utf8", start, cut.from) + bytes.toString("utf8", cut.to, end));
}
