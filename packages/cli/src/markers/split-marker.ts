import type { MarkerDefinition } from "./definition.ts";

/** The name of a marker, told apart from its arguments. */
export interface MarkerHead {
  /** The name of the candidates, or all that stands before the value when there are none. */
  readonly name: string;
  /** All that stands before the first value: `kubebuilder:rbac:groups`. */
  readonly fullName: string;
  /** Definitions of that name: several when it means different things above packages, types and fields. */
  readonly candidates: readonly MarkerDefinition[];
  /** Where what follows the name begins. */
  readonly rest: number;
}

/**
 * Finds the definitions that a marker names: everything before `=`, else all but the last segment, which is then an argument. Undefined
 * when the text is no marker, such as `+1`.
 */
export function splitMarker(text: string, definitions: readonly MarkerDefinition[]): MarkerHead | undefined {
  const match = /^\+([A-Za-z][^\s=]*)/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const written = match[1];
  // A stray colon before the value does no harm: `+kubebuilder:default:=1`.
  const fullName = written.replace(/:+$/, "");
  const lastColon = fullName.lastIndexOf(":");
  for (const name of lastColon < 0 ? [fullName] : [fullName, fullName.slice(0, lastColon)]) {
    const candidates = definitions.filter((one) => one.name === name);
    if (candidates.length === 0) continue;
    const rest = 1 + (name === fullName ? written.length : name.length);
    return { name, fullName, candidates, rest };
  }
  return { name: fullName, fullName, candidates: [], rest: 1 + written.length };
}
