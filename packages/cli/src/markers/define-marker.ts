import type { ArgumentDefinition, ArgumentType, MarkerDefinition } from "./definition.ts";
import type { MarkerTarget } from "./marker.ts";

/** What `defineMarker` needs besides name and targets. */
export interface MarkerOptions {
  /** One sentence. */
  readonly help: string;
  /** The type of the value, of a marker that has just one: `+name=value`. */
  readonly value?: ArgumentType;
  /** The only values allowed, of a marker that has just one. */
  readonly allowed?: readonly string[];
  /** The arguments, of a marker with named ones: `+name:argument=value`. */
  readonly arguments?: readonly ArgumentDefinition[];
  /** Default false. */
  readonly repeatable?: boolean;
}

/** Marker targets as the tables of definitions write them: `"field,type"`. */
export type TargetList = MarkerTarget | "field,type" | "package,type" | "package,field";

/** The definition of a marker, from one line of a table. */
export function defineMarker(name: string, targets: TargetList, options: MarkerOptions): MarkerDefinition {
  const { help, value, allowed, repeatable = false } = options;
  const own = value === undefined ? [] : [{ name: "", type: value, required: true, ...(allowed && { allowed }) }];
  return { name, targets: TARGETS[targets], arguments: options.arguments ?? own, help, repeatable };
}

/** An argument that must be given. */
export function required(
  name: string,
  type: ArgumentType,
  extra: Pick<ArgumentDefinition, "allowed" | "ignoreCase"> = {},
): ArgumentDefinition {
  return { name, type, required: true, ...extra };
}

/** An argument that may be left out. */
export function optional(
  name: string,
  type: ArgumentType,
  extra: Pick<ArgumentDefinition, "allowed" | "ignoreCase"> = {},
): ArgumentDefinition {
  return { name, type, required: false, ...extra };
}

const TARGETS: Readonly<Record<TargetList, readonly MarkerTarget[]>> = {
  package: ["package"],
  type: ["type"],
  field: ["field"],
  "field,type": ["field", "type"],
  "package,type": ["package", "type"],
  "package,field": ["package", "field"],
};
