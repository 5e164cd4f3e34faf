import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
import { ArgumentError } from "./argument-error.ts";
import { type MarkerDefinition, usageOf } from "./definition.ts";
import type { Marker, MarkerTarget, MarkerValue } from "./marker.ts";
import { parseArguments, type ParsedArguments } from "./parse-arguments.ts";
import { isForeignMarker, MARKER_DEFINITIONS } from "./registry.ts";
import { type MarkerHead, splitMarker } from "./split-marker.ts";
import { describeUnknownMarker, describeWrongTarget } from "./misplaced-marker.ts";

/** What `parseMarker` makes of a marker; undefined: it is another tool's, or no marker at all. */
export type ParsedMarker = { readonly marker: Marker } | { readonly diagnostic: Diagnostic } | undefined;

/**
 * Reads a marker and checks it against its definition: its name, what it stands above, its arguments and their types. `text` begins with
 * `+`, and `position` is that of the `+`.
 */
export function parseMarker(
  text: string,
  position: Position,
  target: MarkerTarget,
  definitions: readonly MarkerDefinition[] = MARKER_DEFINITIONS,
): ParsedMarker {
  const whole: Position = { ...position, length: text.length };
  const head = splitMarker(text, definitions);
  if (head === undefined || isForeignMarker(head.fullName)) return undefined;
  const { candidates } = head;
  if (candidates.length === 0) return { diagnostic: describeUnknownMarker(head, whole, definitions) };
  const definition = candidates.find((one) => one.targets.includes(target));
  if (definition === undefined) {
    return { diagnostic: describeWrongTarget(candidates, target, spanAt(whole, 0, 1 + head.name.length)) };
  }
  return parseDefined(text, whole, { definition, head });
}

/** What a marker may stand above, by its name; undefined when the name is unknown. `text` begins with `+`. */
export function targetsOfMarker(
  text: string,
  definitions: readonly MarkerDefinition[] = MARKER_DEFINITIONS,
): readonly MarkerTarget[] | undefined {
  const head = splitMarker(text, definitions);
  if (head === undefined || head.candidates.length === 0) return undefined;
  return [...new Set(head.candidates.flatMap((one) => one.targets))];
}

function parseDefined(
  text: string,
  whole: Position,
  known: { readonly definition: MarkerDefinition; readonly head: MarkerHead },
): ParsedMarker {
  const { definition, head } = known;
  let parsed: ParsedArguments;
  try {
    parsed = parseArguments(text, head, definition);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    return { diagnostic: describeArgumentError(error, definition, whole) };
  }
  const values: Record<string, MarkerValue> = {};
  const positions: Record<string, Position> = {};
  for (const { name, value, start, end } of parsed.values) {
    values[name] = value;
    positions[name] = spanAt(whole, start, end);
  }
  return { marker: { name: definition.name, arguments: values, position: whole, argumentPositions: positions } };
}

function describeArgumentError(error: ArgumentError, definition: MarkerDefinition, whole: Position): Diagnostic {
  return {
    severity: "error",
    message: `marker "+${definition.name}": ${error.message}`,
    position: spanAt(whole, error.start, error.end),
    hint: error.hint ?? `It is written ${usageOf(definition)}`,
  };
}

function spanAt(whole: Position, start: number, end: number): Position {
  return { ...whole, column: whole.column + start, length: Math.max(1, end - start) };
}
