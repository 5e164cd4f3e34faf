import { compareKeys } from "./yaml-key-order.ts";
import { scalarText } from "./yaml-scalar.ts";

/**
 * A JSON value in the block style that the real server writes YAML in: keys in order, lists not indented, long texts folded.
 * Library emitters fold and quote otherwise, and answers are compared byte by byte.
 */
export function yamlText(value: unknown): string {
  if (isEmptyOrScalar(value)) return `${inline(value, { indent: 0, column: 0 })}\n`;
  return block(value as object, 0);
}

/** Lines of a mapping or list that is not empty; each ends with a line break. */
function block(value: object, indent: number): string {
  const lead = " ".repeat(indent);
  if (Array.isArray(value)) return value.map((item: unknown) => `${lead}- ${listItem(item, indent)}`).join("");
  return fieldsOf(value)
    .map(([key, child]) => `${lead}${field(key, child, indent)}`)
    .join("");
}

/** What follows `- `: the first line of a mapping stands beside the dash. */
function listItem(item: unknown, indent: number): string {
  if (isEmptyOrScalar(item)) return `${inline(item, { indent: indent + 2, column: indent + 2 })}\n`;
  return block(item as object, indent + 2).slice(indent + 2);
}

function field(key: string, child: unknown, indent: number): string {
  const name = scalarText(key, { indent, column: indent, isKey: true });
  if (isEmptyOrScalar(child))
    return `${name}: ${inline(child, { indent: indent + 2, column: indent + name.length + 2 })}\n`;
  return `${name}:\n${block(child as object, Array.isArray(child) ? indent : indent + 2)}`;
}

function inline(value: unknown, place: { readonly indent: number; readonly column: number }): string {
  if (typeof value === "string") return scalarText(value, { ...place, isKey: false });
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object" && value !== null) return "{}";
  return String(value);
}

function isEmptyOrScalar(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : fieldsOf(value).length === 0;
}

function fieldsOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .sort(([a], [b]) => compareKeys(a, b));
}
