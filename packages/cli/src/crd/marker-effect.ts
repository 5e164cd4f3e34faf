import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { Marker, MarkerTarget, MarkerValue } from "#markers/marker.ts";
import { kindOfValue, type Draft } from "./draft.ts";
import type { SchemaKey, SchemaNode } from "./schema-node.ts";
import type { SourceMap } from "./source-map.ts";

/** What a marker does to the schema of the type or field that it stands on. */
export type MarkerEffect = (use: MarkerUse) => MarkerProblem | undefined;

/** Effects by the marker's name without `+`. */
export type MarkerEffects = readonly (readonly [name: string, effect: MarkerEffect])[];

/** One marker at work. */
export interface MarkerUse {
  readonly marker: Marker;
  /** `draft.own`. */
  readonly node: SchemaNode;
  readonly draft: Draft;
  readonly target: MarkerTarget;
  readonly sources: SourceMap;
}

/** Why a marker cannot be applied: what follows "+marker on field X". */
export interface MarkerProblem {
  readonly text: string;
  /** The argument to blame; without, the whole marker. */
  readonly argument?: string;
  readonly hint?: string;
  readonly related?: NonNullable<Diagnostic["related"]>;
}

/** The anonymous argument: `+name=value`. */
export function valueOf(marker: Marker): MarkerValue | undefined {
  return marker.arguments[""];
}

/** Sets a key of the schema and notes that the marker gave it. */
export function setKey(use: MarkerUse, key: SchemaKey, value: unknown): void {
  Object.assign(use.node, { [key]: value });
  noteKey(use, key);
}

/** Notes that the marker gave a key of the schema. */
export function noteKey({ marker, node, sources }: MarkerUse, key: SchemaKey): void {
  sources.recordKey(node, key, marker.argumentPositions[""] ?? marker.position);
}

/** The marker is for other values than this one. */
export function wrongKind(use: MarkerUse, wanted: string): MarkerProblem {
  const { draft } = use;
  return { text: `applies to ${wanted}, but this is ${kindOfValue(draft)}`, ...hintFor(draft) };
}

function hintFor(draft: Draft): { readonly hint?: string } {
  const { type } = draft.own;
  if (type === undefined && draft.baseName !== undefined)
    return { hint: `Put the marker on ${draft.baseName} itself; it then holds wherever the type is used.` };
  const fitting = type === undefined ? undefined : FITTING[type];
  return fitting === undefined ? {} : { hint: `Remove it, or use one for this type: ${fitting}.` };
}

/** Markers for values of a type. */
const FITTING: Readonly<Record<string, string>> = {
  string: "MinLength, MaxLength, Pattern, Format, Enum",
  integer: "Minimum, Maximum, MultipleOf, Enum",
  number: "Minimum, Maximum, MultipleOf, Enum",
  array: "MinItems, MaxItems, +listType; items:… for its items",
  object: "MinProperties, MaxProperties, +mapType",
};
