import type { Marker, MarkerTarget } from "#markers/marker.ts";
import { kindOfValue, type Draft } from "./draft.ts";
import { LIST_EFFECTS } from "./list-effects.ts";
import type { MarkerEffect, MarkerProblem } from "./marker-effect.ts";
import { OVERRIDE_EFFECTS } from "./override-effects.ts";
import { RULE_EFFECTS } from "./rule-effects.ts";
import type { SchemaContext } from "./schema-context.ts";
import { VALUE_EFFECTS } from "./value-effects.ts";

/** Where markers stand and what they act on. */
export interface MarkedPlace {
  readonly markers: readonly Marker[];
  readonly target: MarkerTarget;
  /** For messages: `field PodSetSpec.replicas`, `type Hosts`. */
  readonly subject: string;
}

/**
 * Lets the markers of a type or field change its schema, in controller-gen's order: first those that say what the value is,
 * then the rest, then the OneOf family, at last those for the items of an array.
 */
export function applyMarkers(draft: Draft, place: MarkedPlace, context: SchemaContext): void {
  const known = place.markers.flatMap((marker) => {
    const items = marker.name.startsWith(ITEMS);
    const effect = EFFECTS.get(items ? `${VALIDATION}${marker.name.slice(ITEMS.length)}` : marker.name);
    return effect === undefined ? [] : [{ marker, items, effect, priority: priorityOf(marker.name) }];
  });
  known.sort((one, other) => Number(one.items) - Number(other.items) || one.priority - other.priority);
  for (const { marker, items, effect } of known) {
    const on = items ? draft.items : draft;
    const problem =
      on === undefined || (items && draft.own.type !== "array")
        ? notAnArray(draft)
        : effect({ marker, node: on.own, draft: on, target: items ? "field" : place.target, sources: context.sources });
    if (problem !== undefined) reportProblem({ marker, problem, subject: place.subject }, context);
  }
}

const VALIDATION = "kubebuilder:validation:";
const ITEMS = `${VALIDATION}items:`;
const EFFECTS: ReadonlyMap<string, MarkerEffect> = new Map([
  ...VALUE_EFFECTS,
  ...LIST_EFFECTS,
  ...RULE_EFFECTS,
  ...OVERRIDE_EFFECTS,
]);

/** Lower first; equal ones keep the order of the source. */
function priorityOf(name: string): number {
  if (name === "kubebuilder:default") return 9;
  return PRIORITIES[name.slice(name.lastIndexOf(":") + 1)] ?? 10;
}

const PRIORITIES: Readonly<Record<string, number>> = {
  Type: 9,
  XIntOrString: 9,
  listType: 9,
  AtMostOneOf: 11,
  ExactlyOneOf: 12,
  AtLeastOneOf: 13,
};

function notAnArray(draft: Draft): MarkerProblem {
  return {
    text: `applies to the items of an array, but this is ${kindOfValue(draft)}`,
    ...(draft.baseName === undefined ? {} : { hint: `Put the marker on ${draft.baseName} itself.` }),
  };
}

function reportProblem(
  found: { readonly marker: Marker; readonly problem: MarkerProblem; readonly subject: string },
  context: SchemaContext,
): void {
  const { marker, problem, subject } = found;
  const at = problem.argument === undefined ? undefined : marker.argumentPositions[problem.argument];
  context.report({
    severity: "error",
    message: `+${marker.name} on ${subject} ${problem.text}`,
    position: at ?? marker.position,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    ...(problem.related === undefined ? {} : { related: problem.related }),
  });
}
