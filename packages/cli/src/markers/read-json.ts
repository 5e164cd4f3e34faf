import { ArgumentError } from "./argument-error.ts";
import type { MarkerValue } from "./marker.ts";
import { type MarkerReader, peek, quoted } from "./marker-text.ts";

/**
 * Reads JSON up to the end of the text. Undefined for `ref(…)`, which names a constant of Go: Kubernetes' own types have it, and other
 * tools pass it over too. Throws ArgumentError.
 */
export function readJson(reader: MarkerReader): MarkerValue | undefined {
  peek(reader);
  const start = reader.position;
  const raw = reader.text.slice(start).trimEnd();
  reader.position = reader.text.length;
  if (raw.startsWith("ref(")) return undefined;
  const place = { start: Math.min(start, reader.text.length - 1), end: Math.max(start + raw.length, start + 1) };
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    const hint = /^[\w.-]+$/.test(raw) ? `Write ${JSON.stringify(raw)} with quotes for a string.` : undefined;
    throw new ArgumentError(`expected JSON, got ${quoted(raw)}`, place, hint);
  }
  if (!isMarkerValue(value)) throw new ArgumentError("null is not a value that a marker can give", place);
  return value;
}

function isMarkerValue(value: unknown): value is MarkerValue {
  if (value === null) return false;
  return typeof value !== "object" || Object.values(value).every(isMarkerValue);
}
