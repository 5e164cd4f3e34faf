import { emitNumber } from "./number-text.ts";
import { compareKeys } from "./key-order.ts";
import { emitString } from "./scalar-text.ts";

/**
 * One YAML document without `---`, byte for byte as sigs.k8s.io/yaml writes it: keys in their natural order, sequences not indented under
 * their key, long plain lines folded. `value` is JSON; undefined members are left out. Throws TypeError for anything else.
 */
export function emitYaml(value: unknown, known: KnownMappings = new Map()): string {
  return nodeText(value, { indent: 0, column: 0, inMapping: false }, known);
}

/** The texts of mappings by their indent: a mapping that documents share, or have several times, is written once. */
export type KnownMappings = Map<object, Map<number, string>>;

/** Where a node is written. */
interface Place {
  /** Of the lines of a mapping or sequence that stands here. */
  readonly indent: number;
  /** Of the next character. */
  readonly column: number;
  /** Whether the node is the value of a key, so that a collection begins on a line of its own. */
  readonly inMapping: boolean;
}

function nodeText(value: unknown, place: Place, known: KnownMappings): string {
  if (Array.isArray(value)) return sequenceText(value, place, known);
  if (typeof value === "object" && value !== null) return knownMappingText(value, place, known);
  const separator = place.inMapping ? " " : "";
  const column = place.column + separator.length;
  return `${separator}${emitScalar(value, { column, indent: scalarIndent(place) })}\n`;
}

/** Behind a key, the text of a mapping depends only on its indent. */
function knownMappingText(value: object, place: Place, known: KnownMappings): string {
  if (!place.inMapping) return mappingText(value, place, known);
  const texts = known.get(value) ?? new Map<number, string>();
  let text = texts.get(place.indent);
  if (text === undefined) {
    text = mappingText(value, place, known);
    texts.set(place.indent, text);
    known.set(value, texts);
  }
  return text;
}

function mappingText(value: object, place: Place, known: KnownMappings): string {
  const entries = Object.entries(value).filter(([, one]: [string, unknown]) => one !== undefined);
  if (entries.length === 0) return place.inMapping ? " {}\n" : "{}\n";
  const { indent } = place;
  const margin = " ".repeat(indent);
  let text = place.inMapping ? "\n" : "";
  entries.sort(([a], [b]) => compareKeys(a, b));
  entries.forEach(([key, one]: [string, unknown], index) => {
    // The first key of an element stands behind its dash.
    if (place.inMapping || index > 0) text += margin;
    const simple = keyText(key);
    if (simple === undefined) {
      const long = emitString(key, { column: indent + 2, indent: indent + 2, key: false }) ?? "";
      text += `? ${long}\n${margin}: `;
      text += nodeText(one, { indent: indent + 2, column: indent + 2, inMapping: false }, known);
      return;
    }
    const column = indent + [...simple].length + 1;
    text += `${simple}:`;
    text += nodeText(one, { indent: Array.isArray(one) ? indent : indent + 2, column, inMapping: true }, known);
  });
  return text;
}

/** A key before its `:`, wherever it stands; undefined when it is too long for that. */
function keyText(key: string): string | undefined {
  return remembered(keyTexts, key, () => emitString(key, { column: 0, indent: 0, key: true }));
}

/** A value; a short one is written in the same way wherever it stands. */
function valueText(text: string, place: { readonly column: number; readonly indent: number }): string {
  if (text.length > SHORT || place.column > SHORT) return emitString(text, { key: false, ...place }) ?? "";
  const short = remembered(shortTexts, text, () => {
    const written = emitString(text, { column: 0, indent: 0, key: false }) ?? "";
    return written.length > SHORT || written.includes("\n") ? undefined : written;
  });
  return short ?? emitString(text, { key: false, ...place }) ?? "";
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

function sequenceText(items: readonly unknown[], place: Place, known: KnownMappings): string {
  if (items.length === 0) return place.inMapping ? " []\n" : "[]\n";
  const { indent } = place;
  const margin = " ".repeat(indent);
  let text = place.inMapping ? "\n" : "";
  items.forEach((item, index) => {
    text += place.inMapping || index > 0 ? `${margin}- ` : "- ";
    text += nodeText(item, { indent: indent + 2, column: indent + 2, inMapping: false }, known);
  });
  return text;
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
