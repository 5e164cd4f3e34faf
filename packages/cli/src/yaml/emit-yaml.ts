import { emitNumber } from "./number-text.ts";
import { compareKeys } from "./key-order.ts";
import { emitString } from "./scalar-text.ts";

/**
 * One YAML document without `---`, byte for byte as sigs.k8s.io/yaml writes it: keys in their natural order, sequences not indented under
 * their key, long plain lines folded. `value` is JSON; undefined members are left out. Throws TypeError for anything else.
 */
export function emitYaml(value: unknown, known: KnownMappings = new Map()): string {
  const output: Output = { parts: [], known };
  emitNode(value, { indent: 0, column: 0, inMapping: false }, output);
  return output.parts.join("");
}

/** The texts of mappings by their indent: a mapping that documents share, or have several times, is written once. */
export type KnownMappings = Map<object, Map<number, string>>;

interface Output {
  readonly parts: string[];
  readonly known: KnownMappings;
}

/** Where a node is written. */
interface Place {
  /** Of the lines of a mapping or sequence that stands here. */
  readonly indent: number;
  /** Of the next character. */
  readonly column: number;
  /** Whether the node is the value of a key, so that a collection begins on a line of its own. */
  readonly inMapping: boolean;
}

function emitNode(value: unknown, place: Place, output: Output): void {
  if (Array.isArray(value)) emitSequence(value, place, output);
  else if (typeof value === "object" && value !== null) emitMappingOnce(value, place, output);
  else {
    const separator = place.inMapping ? " " : "";
    const column = place.column + separator.length;
    output.parts.push(separator, emitScalar(value, { column, indent: scalarIndent(place) }), "\n");
  }
}

/** Behind a key, the text of a mapping depends only on its indent. */
function emitMappingOnce(value: object, place: Place, output: Output): void {
  if (!place.inMapping) return emitMapping(value, place, output);
  const { parts, known } = output;
  const texts = known.get(value) ?? new Map<number, string>();
  let text = texts.get(place.indent);
  if (text === undefined) {
    const own: Output = { parts: [], known };
    emitMapping(value, place, own);
    text = own.parts.join("");
    texts.set(place.indent, text);
    known.set(value, texts);
  }
  parts.push(text);
}

function emitMapping(value: object, place: Place, output: Output): void {
  const { parts } = output;
  const entries = Object.entries(value).filter(([, one]: [string, unknown]) => one !== undefined);
  if (entries.length === 0) {
    parts.push(place.inMapping ? " {}\n" : "{}\n");
    return;
  }
  if (place.inMapping) parts.push("\n");
  const { indent } = place;
  entries.sort(([a], [b]) => compareKeys(a, b));
  entries.forEach(([key, one]: [string, unknown], index) => {
    // The first key of an element stands behind its dash.
    if (place.inMapping || index > 0) parts.push(" ".repeat(indent));
    const simple = keyText(key);
    if (simple === undefined) {
      const text = emitString(key, { column: indent + 2, indent: indent + 2, key: false }) ?? "";
      parts.push("? ", text, "\n", " ".repeat(indent), ": ");
      emitNode(one, { indent: indent + 2, column: indent + 2, inMapping: false }, output);
      return;
    }
    parts.push(simple, ":");
    const column = indent + [...simple].length + 1;
    emitNode(one, { indent: Array.isArray(one) ? indent : indent + 2, column, inMapping: true }, output);
  });
}

/** A key before its `:`, wherever it stands; undefined when it is too long for that. */
function keyText(key: string): string | undefined {
  return remembered(keyTexts, key, () => emitString(key, { column: 0, indent: 0, key: true }));
}

/** A value; a short one is written in the same way wherever it stands. */
function valueText(text: string, place: { readonly column: number; readonly indent: number }): string {
  if (text.length > SHORT || place.column > SHORT) return emitString(text, { ...place, key: false }) ?? "";
  const short = remembered(shortTexts, text, () => {
    const written = emitString(text, { column: 0, indent: 0, key: false }) ?? "";
    return written.length > SHORT || written.includes("\n") ? undefined : written;
  });
  return short ?? emitString(text, { ...place, key: false }) ?? "";
}

/** Half of a line: what begins in its first half and is no longer than that is not folded. */
const SHORT = 40;

/** Manifests repeat their texts. Bounded: when full, all are forgotten. */
const keyTexts = new Map<string, string | undefined>();
const shortTexts = new Map<string, string | undefined>();
const REMEMBERED = 4096;

function remembered(
  texts: Map<string, string | undefined>,
  key: string,
  make: () => string | undefined,
): string | undefined {
  if (texts.has(key)) return texts.get(key);
  if (texts.size >= REMEMBERED) texts.clear();
  const text = make();
  texts.set(key, text);
  return text;
}

function emitSequence(items: readonly unknown[], place: Place, output: Output): void {
  const { parts } = output;
  if (items.length === 0) {
    parts.push(place.inMapping ? " []\n" : "[]\n");
    return;
  }
  if (place.inMapping) parts.push("\n");
  const { indent } = place;
  items.forEach((item, index) => {
    if (place.inMapping || index > 0) parts.push(" ".repeat(indent));
    parts.push("- ");
    emitNode(item, { indent: indent + 2, column: indent + 2, inMapping: false }, output);
  });
}

/** Continued lines of a scalar are indented as a collection in its place would be, at least by two. */
function scalarIndent(place: Place): number {
  return Math.max(2, place.indent);
}

function emitScalar(value: unknown, place: { readonly column: number; readonly indent: number }): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return emitNumber(value);
  if (typeof value === "string") return valueText(value, place);
  throw new TypeError(`cannot write a ${typeof value} as YAML`);
}
