import type { Marker } from "#markers/marker.ts";
import { valueOf, type MarkerEffects, type MarkerProblem, type MarkerUse } from "./marker-effect.ts";
import type { SchemaNode, SchemaOverrides } from "./schema-node.ts";

const OVERRIDE = "homeostat:schema";

/** `+homeostat:schema={…}`: sets keys of the finished schema that no other marker can say; `null` removes a key. */
export const OVERRIDE_EFFECTS: MarkerEffects = [[OVERRIDE, override]];

/** The keys that markers set, for nodes that are not made of the marked type. */
export function overridesIn(markers: readonly Marker[]): SchemaOverrides | undefined {
  const marker = markers.findLast(({ name }) => name === OVERRIDE);
  return marker === undefined ? undefined : parseOverrides(marker);
}

/** The merged node with its overrides, which stand above all else that is said of it; `own` stand above those of its parts. */
export function withOverrides(node: SchemaNode, own?: SchemaOverrides): SchemaNode {
  const { overrides, ...schema } = node;
  if (overrides === undefined) return node;
  const kept = Object.entries({ ...schema, ...overrides, ...own }).filter(([, value]) => value !== null);
  return Object.fromEntries(kept);
}

function override(use: MarkerUse): MarkerProblem | undefined {
  const overrides = parseOverrides(use.marker);
  if (overrides === undefined) {
    return {
      text: "needs a JSON object with keys of the schema",
      argument: "",
      hint: 'Write it on one line: +homeostat:schema={"oneOf":[{"required":["a"]},{"required":["b"]}]}.',
    };
  }
  use.node.overrides = { ...use.node.overrides, ...overrides };
  for (const key of Object.keys(overrides)) {
    use.sources.recordKey(use.node, key, use.marker.argumentPositions[""] ?? use.marker.position);
  }
  return undefined;
}

function parseOverrides(marker: Marker): SchemaOverrides | undefined {
  try {
    const value: unknown = JSON.parse(String(valueOf(marker)));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
