import { goNumberText } from "./go-value-text.ts";
import type { PathElement } from "./path-element.ts";

/** Prints a path as the API server does in messages: `.spec.ports[name="a"].port`, `.metadata.finalizers[="x"]`. */
export function fieldPathText(path: readonly PathElement[]): string {
  return path.map(elementText).join("");
}

export function elementText(element: PathElement): string {
  const text = element.slice(2);
  switch (element.charAt(0)) {
    case "f":
      return `.${text}`;
    case "k": {
      const keys = Object.entries(JSON.parse(text) as Readonly<Record<string, unknown>>);
      return `[${keys.map(([name, value]) => `${name}=${valueText(value)}`).join(",")}]`;
    }
    case "v":
      return `[=${valueText(JSON.parse(text))}]`;
    default:
      return `[${text}]`;
  }
}

function valueText(value: unknown): string {
  if (typeof value === "number") return goNumberText(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, item]) => `${name}=${valueText(item)}`)
      .join("");
  }
  return JSON.stringify(value);
}
