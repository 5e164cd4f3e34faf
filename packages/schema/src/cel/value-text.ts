import { elementsOf, entriesOf, isUint } from "./native-values.ts";
import type { Value } from "./value.ts";
import { typeName, typeOfValue } from "./value-type.ts";

/** A value as error messages show it. */
export function valueText(value: Value): string {
  if (typeof value !== "object") return String(value);
  if (value === null) return "null";
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (isUint(value)) return String(value.value);
  switch (value.celKind) {
    case "list":
      return `[${[...elementsOf(value)].map(valueText).join(", ")}]`;
    case "map":
      return `{${[...entriesOf(value)].map(([key, entry]) => `${valueText(key)}: ${valueText(entry)}`).join(", ")}}`;
    case "optional":
      return value.value === undefined ? "optional.none()" : `optional(${valueText(value.value)})`;
    case "type":
      return typeName(value.type);
    default:
      return typeName(typeOfValue(value));
  }
}
