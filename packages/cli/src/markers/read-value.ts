import { ArgumentError } from "./argument-error.ts";
import { type ArgumentType, typeText } from "./definition.ts";
import type { MarkerValue } from "./marker.ts";
import { type MarkerReader, peek, quoted, readText, take, type TextToken } from "./marker-text.ts";
import { readJson } from "./read-json.ts";

/**
 * Reads one value of a marker: `a;b;c` and `{a, b}` are lists, `{k: v}` is a map, text may stand in `"…"` with escapes or between
 * backticks. Throws ArgumentError.
 */
export function readValue(reader: MarkerReader, type: ArgumentType): MarkerValue | undefined {
  if (type === "raw") return readRest(reader);
  if (type === "json") return readJson(reader);
  return readTyped(reader, type, TOP);
}

/** What ends bare text at a place of the grammar, and whether `a;b` may stand there. */
interface Place {
  readonly ends: string;
  readonly bareList: boolean;
}

const TOP: Place = { ends: ",;}", bareList: true };
const TOP_ITEM: Place = { ...TOP, bareList: false };
const MAP_KEY: Place = { ends: ",;}:", bareList: false };

function readTyped(reader: MarkerReader, type: ArgumentType, place: Place): MarkerValue {
  if (typeof type === "object") {
    return "list" in type ? readList(reader, type.list) : readMap(reader, type.map);
  }
  switch (type) {
    case "string":
      return readText(reader, place.ends).value;
    case "int":
    case "number":
      return readNumber(reader, type);
    case "bool":
      return readBool(reader);
    case "text":
      return readGuessedText(reader);
    default:
      return readAny(reader, place);
  }
}

function readNumber(reader: MarkerReader, type: "int" | "number"): number {
  const token = readText(reader, TOP.ends);
  const pattern = type === "int" ? /^[-+]?\d+$/ : /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
  if (token.quoted || !pattern.test(token.value)) throw wrongType(reader, type, token);
  return Number(token.value);
}

function readBool(reader: MarkerReader): boolean {
  const token = readText(reader, TOP.ends);
  if (token.quoted || (token.value !== "true" && token.value !== "false")) throw wrongType(reader, "bool", token);
  return token.value === "true";
}

function readGuessedText(reader: MarkerReader): string {
  peek(reader);
  const start = reader.position;
  const value = readAny(reader, TOP);
  if (typeof value === "string") return value;
  const raw = reader.text.slice(start, reader.position);
  const hint = typeof value === "object" ? undefined : `Put it in quotes: ${JSON.stringify(raw.trim())}.`;
  throw new ArgumentError(
    `expected a string, got ${describe(value)}`,
    { start, end: Math.max(start + 1, start + raw.trimEnd().length) },
    hint,
  );
}

function readList(reader: MarkerReader, item: ArgumentType): readonly MarkerValue[] {
  if (peek(reader) === "{") return readBraces(reader, () => readTyped(reader, item, TOP));
  const values: MarkerValue[] = [];
  do {
    refuseEmptyItem(reader);
    values.push(readTyped(reader, item, TOP_ITEM));
  } while (take(reader, ";") && !atEnd(reader));
  return values;
}

/** `{item, item}`. */
function readBraces(reader: MarkerReader, readItem: () => MarkerValue): readonly MarkerValue[] {
  const start = reader.position;
  reader.position++;
  const values: MarkerValue[] = [];
  if (take(reader, "}")) return values;
  do {
    refuseEmptyItem(reader);
    values.push(readItem());
  } while (take(reader, ",") && peek(reader) !== "}");
  closeBrace(reader, start);
  return values;
}

function readMap(reader: MarkerReader, valueType: ArgumentType): { readonly [key: string]: MarkerValue } {
  if (peek(reader) !== "{") throw wrongType(reader, { map: valueType }, readText(reader, TOP.ends));
  const start = reader.position;
  reader.position++;
  const entries: [string, MarkerValue][] = [];
  if (take(reader, "}")) return {};
  do {
    const key = readText(reader, MAP_KEY.ends);
    if (!take(reader, ":")) {
      throw new ArgumentError(`a ":" and a value must follow the key ${quoted(key.value)}`, spanOf(reader, key));
    }
    entries.push([key.value, readTyped(reader, valueType, TOP)]);
  } while (take(reader, ","));
  closeBrace(reader, start);
  return Object.fromEntries(entries);
}

function closeBrace(reader: MarkerReader, start: number): void {
  if (take(reader, "}")) return;
  if (peek(reader) === "") {
    throw new ArgumentError(
      'the "{" is not closed',
      { start, end: start + 1 },
      'Write "}" at the end of the list or map.',
    );
  }
  throw new ArgumentError(
    `"," or "}" must follow here, found ${quoted(reader.text.slice(reader.position))}`,
    { start: reader.position, end: reader.position + 1 },
    "Put text with special characters in quotes or between backticks.",
  );
}

/** Guesses: a list or map, true or false, a number, else a string. Of a list, the first element decides for all. */
function readAny(reader: MarkerReader, place: Place): MarkerValue {
  if (place.bareList && peek(reader) === ";") refuseEmptyItem(reader);
  const first = readAnyItem(reader, place);
  if (!place.bareList || peek(reader) !== ";") return first;
  const values = [first];
  while (take(reader, ";") && !atEnd(reader)) {
    refuseEmptyItem(reader);
    values.push(readLike(reader, first, TOP_ITEM));
  }
  return values;
}

function readAnyItem(reader: MarkerReader, place: Place): MarkerValue {
  if (peek(reader) === "{") return isMap(reader) ? readMap(reader, "any") : readAnyBraces(reader);
  const token = readText(reader, place.ends);
  if (token.quoted) return token.value;
  if (token.value === "true" || token.value === "false") return token.value === "true";
  return WHOLE_NUMBER.test(token.value) ? Number(token.value) : token.value;
}

/** Text like `0987`, `100Mi` or `2024-01-15` is not a number; what looks octal is one, in decimal digits. */
const WHOLE_NUMBER = /^-?(0[0-7]+|((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)?)$/;

function readAnyBraces(reader: MarkerReader): readonly MarkerValue[] {
  let first: MarkerValue | undefined;
  return readBraces(reader, () => {
    if (first !== undefined) return readLike(reader, first, TOP);
    first = readAny(reader, TOP);
    return first;
  });
}

/** An element of a list whose first element is known. */
function readLike(reader: MarkerReader, first: MarkerValue, place: Place): MarkerValue {
  peek(reader);
  const start = reader.position;
  if (typeof first === "string") return readText(reader, place.ends).value;
  const value = readAny(reader, place);
  if (Array.isArray(first)) return Array.isArray(value) ? value : [value];
  if (typeof value === typeof first && !Array.isArray(value)) return value;
  throw new ArgumentError(
    `the list begins with ${describe(first)}, but this element is ${describe(value)}`,
    { start, end: Math.max(start + 1, reader.position) },
    "Put all elements in quotes to have a list of strings.",
  );
}

/** Whether the braces hold `key: …`, or nothing at all. */
function isMap(reader: MarkerReader): boolean {
  const { position } = reader;
  try {
    reader.position++;
    const next = peek(reader);
    if (next === "}") return true;
    if (next === "{") return false;
    readText(reader, MAP_KEY.ends);
    return peek(reader) === ":";
  } finally {
    reader.position = position;
  }
}

function readRest(reader: MarkerReader): string {
  const rest = reader.text.slice(reader.position);
  reader.position = reader.text.length;
  return rest;
}

/** A separator behind the last element does no harm. */
function atEnd(reader: MarkerReader): boolean {
  const next = peek(reader);
  return next === "" || next === "," || next === "}";
}

function refuseEmptyItem(reader: MarkerReader): void {
  if (!atEnd(reader) && peek(reader) !== ";") return;
  const { position } = reader;
  throw new ArgumentError(
    "an element of the list is empty",
    { start: Math.min(position, reader.text.length - 1), end: position + 1 },
    'Write "" for the empty string.',
  );
}

function wrongType(reader: MarkerReader, type: ArgumentType, token: TextToken): ArgumentError {
  const found = token.quoted ? "text in quotes" : token.value === "" ? "nothing" : quoted(token.value);
  const hint =
    token.quoted && type !== "bool" && /^-?\d+(\.\d+)?$/.test(token.value) ? "Leave the quotes out." : undefined;
  return new ArgumentError(`expected ${typeText(type)}, got ${found}`, spanOf(reader, token), hint);
}

function spanOf(reader: MarkerReader, token: TextToken): { readonly start: number; readonly end: number } {
  if (token.end > token.start) return token;
  // Nothing stands here: blame the character before.
  const end = Math.min(Math.max(token.start, 1), reader.text.length);
  return { start: end - 1, end };
}

function describe(value: MarkerValue): string {
  if (typeof value === "string") return `the string ${quoted(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "a list" : "a map";
}
