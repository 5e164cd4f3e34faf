import type { Declaration } from "./declaration.ts";
import type { ForeignSchema } from "./foreign-schema.ts";

/** A type without the constraints of the node that it was made of. */
export interface BareType {
  readonly text: string;
  /** The schema that this type alone gives: what differs has to be said by markers. */
  readonly produced: ForeignSchema;
  /** The interface that was declared for this node. */
  readonly declared?: Declaration;
  /** Markers of the node's array elements; they stand above the field. */
  readonly itemMarkers?: readonly string[];
}
