import { entryCount } from "./equality.ts";
import type { Value } from "./value.ts";

/** What costs count: characters of a string, bytes, elements of a list or map; 1 for other values. */
export function sizeOfValue(value: Value): number {
  if (typeof value === "string") return countCharacters(value);
  if (typeof value !== "object" || value === null) return 1;
  if (value instanceof Uint8Array) return value.length;
  switch (value.celKind) {
    case "list":
      return value.size;
    case "map":
    case "object":
      return entryCount(value);
    case "optional":
      return value.value === undefined ? 1 : sizeOfValue(value.value);
    case "opaque":
      return value.size ?? 1;
    default:
      return 1;
  }
}

/** Unicode code points: a surrogate pair is one. */
export function countCharacters(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      count--;
      index++;
    }
  }
  return count;
}
