import { elementsOf, entriesOf, isUint } from "#cel/native-values.ts";
import { CelError } from "#cel/value.ts";
import type { MapValue, Value } from "#cel/value.ts";
import { valueText } from "#cel/value-text.ts";
import { typeName, typeOfValue } from "#cel/value-type.ts";
import { formatTimestamp } from "./calendar.ts";
import { decodeText, durationText } from "./conversions.ts";
import { fixedNumber, scientificNumber } from "./english-number.ts";
import { goNumber } from "./go-number.ts";
import { goQuote } from "./quote.ts";

/** `"%s has %d".format([name, count])`. Numbers of `%f` and `%e` read as in English text: `1,234.500000`, `1.500000×10⁰³`. */
export function formatText(format: string, values: readonly Value[]): string {
  let text = "";
  let used = 0;
  for (let index = 0; index < format.length;) {
    const percent = format.indexOf("%", index);
    if (percent < 0) return text + format.slice(index);
    text += format.slice(index, percent);
    if (format[percent + 1] === "%") {
      text += "%";
      index = percent + 2;
      continue;
    }
    const value = values[used];
    if (value === undefined) throw new CelError(`index ${used} out of range`);
    if (percent + 1 >= format.length) throw new CelError("unexpected end of string");
    const clause = parseClause(format, percent + 1);
    text += formatValue(clause, value);
    index = clause.end;
    used++;
  }
  return text;
}

interface Clause {
  readonly verb: string;
  readonly precision: number;
  readonly end: number;
}

const DEFAULT_PRECISION = 6;

function parseClause(format: string, start: number): Clause {
  const [, digits] = /^\.(\d*)/.exec(format.slice(start)) ?? [];
  const verbAt = digits === undefined ? start : start + digits.length + 1;
  const verb = format[verbAt];
  if (verb === undefined) throw unparsed("error while parsing precision: could not find end of precision specifier");
  if (digits === "") {
    const reason = 'error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax';
    throw unparsed(`error while parsing precision: ${reason}`);
  }
  if (!VERBS.has(verb)) throw unparsed(`unrecognized formatting clause "${verb}"`);
  return { verb, precision: digits === undefined ? DEFAULT_PRECISION : Number(digits), end: verbAt + 1 };
}

function unparsed(reason: string): CelError {
  return new CelError(`could not parse formatting clause: ${reason}`);
}

type Formatter = (value: Value, clause: Clause) => string | undefined;

/** What a verb makes of a value; undefined: the value is none for it, and the second part says why. */
const VERBS: ReadonlyMap<string, readonly [Formatter, string]> = new Map([
  [
    "s",
    [
      asText,
      "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
    ],
  ],
  ["d", [asDecimal, "decimal clause can only be used on integers"]],
  ["f", [asFixed, "fixed-point clause can only be used on doubles"]],
  ["e", [asScientific, "scientific clause can only be used on doubles"]],
  ["b", [asBinary, "only integers and bools can be formatted as binary"]],
  ["x", [asHex, "only integers, byte buffers, and strings can be formatted as hex"]],
  ["X", [asUpperHex, "only integers, byte buffers, and strings can be formatted as hex"]],
  ["o", [(value) => integerOf(value)?.toString(8), "octal clause can only be used on integers"]],
]);

function formatValue(clause: Clause, value: Value): string {
  const [format, restriction] = VERBS.get(clause.verb) ?? [];
  const text = format?.(value, clause);
  if (text !== undefined) return text;
  throw new CelError(`error during formatting: ${restriction ?? ""}, was given ${typeName(typeOfValue(value))}`);
}

function asText(value: Value): string | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return String(value);
  if (typeof value === "number") return goNumber(value);
  if (typeof value === "bigint" || isUint(value)) return valueText(value);
  if (value instanceof Uint8Array) return bytesText(value);
  switch (value.celKind) {
    case "list":
      return `[${[...elementsOf(value)].map(asElement).join(", ")}]`;
    case "map":
      return mapText(value);
    case "timestamp":
      return formatTimestamp(value.nanos, value.offsetMinutes);
    case "duration":
      return durationText(value.nanos);
    case "type":
      return typeName(value.type);
    default:
      return undefined;
  }
}

function bytesText(value: Uint8Array): string {
  try {
    return decodeText(value);
  } catch (error) {
    const problem = error instanceof CelError ? error.message : "";
    throw new CelError(`error during formatting: could not convert argument "${problem}" to string`);
  }
}

/** Inside a list or map: quoted where CEL would need quotes. */
function asElement(value: Value): string {
  if (typeof value === "string") return goQuote(value);
  if (value instanceof Uint8Array) return `b${goQuote(bytesText(value))}`;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value.toFixed(DEFAULT_PRECISION);
    return goQuote(goNumber(value));
  }
  const text = asText(value);
  const kind = typeName(typeOfValue(value));
  if (text === undefined) throw new CelError(`error during formatting: no formatting function for ${kind}`);
  if (kind === "google.protobuf.Timestamp") return `timestamp(${goQuote(text)})`;
  return kind === "google.protobuf.Duration" ? `duration(${goQuote(text)})` : text;
}

function mapText(map: MapValue): string {
  const entries: (readonly [key: string, value: string])[] = [];
  for (const [key, value] of entriesOf(map)) entries.push([asElement(key), asElement(value)]);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, value]) => `${key}:${value}`).join(", ")}}`;
}

function integerOf(value: Value): bigint | undefined {
  if (typeof value === "bigint") return value;
  return isUint(value) ? value.value : undefined;
}

function asDecimal(value: Value): string | undefined {
  return integerOf(value)?.toString();
}

/** A text may stand for the doubles that have no literal. */
function doubleOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : undefined;
}

function asFixed(value: Value, { precision }: Clause): string | undefined {
  const number = doubleOf(value);
  return number === undefined ? undefined : fixedNumber(number, precision);
}

/** In cel-go's version 2 the precision is a width. */
function asScientific(value: Value, { precision }: Clause): string | undefined {
  const number = doubleOf(value);
  return number === undefined ? undefined : scientificNumber(number).padStart(precision);
}

function asBinary(value: Value): string | undefined {
  return typeof value === "boolean" ? String(Number(value)) : integerOf(value)?.toString(2);
}

function asHex(value: Value): string | undefined {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  if (!(bytes instanceof Uint8Array)) return integerOf(value)?.toString(16);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function asUpperHex(value: Value): string | undefined {
  return asHex(value)?.toUpperCase();
}
