import { nearestName } from "#diagnostics/suggestion.ts";
import { ArgumentError } from "./argument-error.ts";
import { type ArgumentDefinition, argumentText, type MarkerDefinition } from "./definition.ts";
import type { MarkerValue } from "./marker.ts";
import { createMarkerReader, type MarkerReader, peek, quoted, take } from "./marker-text.ts";
import { readValue } from "./read-value.ts";
import type { MarkerHead } from "./split-marker.ts";

/** The arguments of one marker, with the stretches of the text where their values stand. */
export interface ParsedArguments {
  readonly values: readonly ArgumentValue[];
}

/** One value. */
export interface ArgumentValue {
  readonly name: string;
  readonly value: MarkerValue;
  readonly start: number;
  readonly end: number;
}

/** Reads what follows a marker's name. Of an argument that is given twice the last one stands. Throws ArgumentError. */
export function parseArguments(text: string, head: MarkerHead, definition: MarkerDefinition): ParsedArguments {
  const reader = createMarkerReader(text, head.rest);
  const [first] = definition.arguments;
  if (first === undefined) {
    if (peek(reader) !== "") throw new ArgumentError(`it takes no value, found ${restText(reader)}`, restOf(reader));
    return { values: [] };
  }
  if (first.name === "") return { values: readOwnValue(reader, first, definition) };
  const values = readNamedValues(reader, definition);
  const missing = definition.arguments.filter((one) => one.required && !values.some(({ name }) => name === one.name));
  if (missing.length > 0) {
    throw new ArgumentError(
      missing.map((one) => `missing argument "${one.name}"`).join(", "),
      { start: 0, end: text.length },
      `Add ${missing.map(argumentText).join(",")}`,
    );
  }
  return { values };
}

function readOwnValue(
  reader: MarkerReader,
  argument: ArgumentDefinition,
  definition: MarkerDefinition,
): readonly ArgumentValue[] {
  if (reader.text[reader.position] === "=") {
    const value = readArgument(reader, argument);
    if (peek(reader) !== "") throw extraText(reader);
    return value === undefined ? [] : [value];
  }
  const whole = { start: 0, end: reader.text.trimEnd().length };
  if (peek(reader) === "") {
    if (argument.required) throw new ArgumentError("its value is missing", whole);
    return [];
  }
  const rest = reader.text.slice(reader.position).replace(/^[:=]?\s*/, "");
  throw new ArgumentError(
    `"=" must follow the name, found ${restText(reader)}`,
    restOf(reader),
    `Write +${definition.name}=${rest}`,
  );
}

function readNamedValues(reader: MarkerReader, definition: MarkerDefinition): readonly ArgumentValue[] {
  if (peek(reader) === "") return [];
  if (!take(reader, ":")) {
    throw new ArgumentError(`":" and arguments must follow the name, found ${restText(reader)}`, restOf(reader));
  }
  const values = new Map<string, ArgumentValue>();
  do {
    const argument = readArgumentName(reader, definition);
    const value = readArgument(reader, argument);
    if (value !== undefined) values.set(argument.name, value);
  } while (take(reader, ","));
  if (peek(reader) !== "") throw extraText(reader);
  return [...values.values()];
}

/** Reads the name up to `=`, which stays. */
function readArgumentName(reader: MarkerReader, definition: MarkerDefinition): ArgumentDefinition {
  peek(reader);
  const start = reader.position;
  const name = /^[^=,;:{}\s"`]*/.exec(reader.text.slice(start))?.[0] ?? "";
  const place = { start: Math.min(start, reader.text.length - 1), end: start + Math.max(1, name.length) };
  const argument = definition.arguments.find((one) => one.name === name);
  if (argument === undefined) {
    if (name === "") throw new ArgumentError("the name of an argument must stand here", place);
    throw new ArgumentError(`unknown argument "${name}"`, place, argumentHint(name, definition));
  }
  reader.position = start + name.length;
  if (reader.text[reader.position] === "=") return argument;
  throw new ArgumentError(`"=" and a value must follow the argument "${name}"`, place);
}

/** Reads the `=` and the value behind it. */
function readArgument(reader: MarkerReader, argument: ArgumentDefinition): ArgumentValue | undefined {
  reader.position++;
  if (argument.type !== "raw") peek(reader);
  const start = reader.position;
  try {
    const value = readValue(reader, argument.type);
    const end = start + reader.text.slice(start, reader.position).trimEnd().length;
    refuseOtherThanAllowed(value, argument, { start, end });
    return value === undefined ? undefined : { name: argument.name, value, start, end };
  } catch (error) {
    if (!(error instanceof ArgumentError) || argument.name === "") throw error;
    throw new ArgumentError(`argument "${argument.name}": ${error.message}`, error, error.hint);
  }
}

function refuseOtherThanAllowed(
  value: MarkerValue | undefined,
  argument: ArgumentDefinition,
  place: { readonly start: number; readonly end: number },
): void {
  const { allowed, ignoreCase = false } = argument;
  if (allowed === undefined || typeof value !== "string") return;
  const plain = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  if (allowed.some((one) => plain(one) === plain(value))) return;
  const nearest = nearestName(value, allowed);
  const choices = allowed.map((one) => (one === "" ? '""' : one)).join(", ");
  const { start, end } = place;
  throw new ArgumentError(
    `${quoted(value)} is not one of ${choices}`,
    { start: end > start ? start : start - 1, end },
    nearest === undefined || nearest === "" ? "Write one of them." : `Did you mean ${nearest}?`,
  );
}

function argumentHint(name: string, definition: MarkerDefinition): string {
  const names = definition.arguments.map((one) => one.name);
  const nearest = nearestName(name, names);
  return nearest === undefined ? `Its arguments are ${names.join(", ")}.` : `Did you mean "${nearest}"?`;
}

function extraText(reader: MarkerReader): ArgumentError {
  const behindList = reader.text[reader.position - 1] === "}";
  const hint = /=\s*\[/.test(reader.text)
    ? "Lists are written {a, b} or a;b, not with square brackets."
    : behindList
      ? undefined
      : "Put text with special characters in quotes or between backticks.";
  return new ArgumentError(`extra arguments provided: ${restText(reader)}`, restOf(reader), hint);
}

function restText(reader: MarkerReader): string {
  peek(reader);
  return quoted(reader.text.slice(reader.position).trimEnd());
}

function restOf(reader: MarkerReader): { readonly start: number; readonly end: number } {
  peek(reader);
  const end = reader.text.trimEnd().length;
  return { start: Math.min(reader.position, end - 1), end };
}
