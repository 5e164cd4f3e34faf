import type { Position } from "#diagnostics/diagnostic.ts";

/** A marker of a comment, parsed and checked against its definition: `+kubebuilder:validation:Minimum=1`. */
export interface Marker {
  /** Name of the definition without `+`: `kubebuilder:validation:Minimum`. */
  readonly name: string;
  /** Values by argument; the anonymous one has the name `""`. */
  readonly arguments: Readonly<Record<string, MarkerValue>>;
  /** The whole marker in the source, from `+`. */
  readonly position: Position;
  /** Where the value of each argument stands. */
  readonly argumentPositions: Readonly<Record<string, Position>>;
}

/** A value of an argument: of `any` arguments the type is guessed. Whole numbers beyond 2^53 are not told apart. */
export type MarkerValue = string | number | boolean | readonly MarkerValue[] | { readonly [key: string]: MarkerValue };

/** What a marker stands above. */
export type MarkerTarget = "package" | "type" | "field";
