import type { Position } from "#diagnostics/diagnostic.ts";
import { mergeInto, type MergeConflict } from "./merge-schemas.ts";
import { withOverrides } from "./override-effects.ts";
import type { SchemaContext } from "./schema-context.ts";
import type { SchemaNode } from "./schema-node.ts";

/**
 * A complete schema with every `allOf` merged into its parent, as far as a structural schema can say it in one place. From the top
 * down, as controller-gen does it: the order of rules and of what remains in `allOf` depends on that. `schema` stays as it is. Parts that
 * kinds share are shared in the result: not to be changed.
 */
export function flattenSchema(schema: SchemaNode, context: SchemaContext): SchemaNode {
  // Parts in which something contradicts: each kind has to be told, with its own path.
  const contradictory = new Map<SchemaNode, SchemaNode>();
  let contradictions = 0;

  const flatten = (node: SchemaNode, path: string): SchemaNode => {
    const ready = context.flattened.get(node);
    if (ready !== undefined) return ready;
    const before = contradictions;
    const told = contradictory.get(node);
    if (told !== undefined) {
      contradictions++;
      return told;
    }
    const { allOf = [], ...own } = node;
    const flat: SchemaNode = own;
    context.sources.copy(node, flat);
    const conflict = (one: MergeConflict): void => {
      contradictions++;
      reportConflict(one, `${path}${one.path}`, context);
    };
    for (const branch of allOf) mergeInto(flat, branch, { sources: context.sources, conflict });
    const { properties, items, additionalProperties } = flat;
    if (properties !== undefined) {
      flat.properties = Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, flatten(property, `${path}.${name}`)]),
      );
    }
    if (items !== undefined) flat.items = flatten(items, `${path}[]`);
    if (typeof additionalProperties === "object")
      flat.additionalProperties = flatten(additionalProperties, `${path}[key]`);
    const finished = withOverrides(flat, node.overrides);
    context.sources.copy(flat, finished);
    (contradictions === before ? context.flattened : contradictory).set(node, finished);
    return finished;
  };

  return flatten(schema, "");
}

function reportConflict(conflict: MergeConflict, path: string, context: SchemaContext): void {
  const subject = path === "" ? "the kind" : `field ${path.replace(/^\./, "")}`;
  const [first, second] = conflict.values;
  const [firstPosition, secondPosition] = conflict.positions;
  const position = secondPosition ?? firstPosition;
  const isEnum = conflict.key === "enum";
  context.report({
    severity: "error",
    message: isEnum
      ? `${subject} allows ${show(second)}, but its type allows ${show(first)}`
      : `${subject} has the type ${String(second)} here and ${String(first)} in what it is made of`,
    ...(position === undefined ? {} : { position }),
    hint: isEnum
      ? "controller-gen would drop the values given here: change those of the type, or use another type."
      : "Make both the same, or leave one out.",
    ...related(isEnum ? "the values of the type" : "the other type", position, firstPosition),
  });
}

function related(
  message: string,
  position: Position | undefined,
  other: Position | undefined,
): { readonly related?: readonly { readonly message: string; readonly position: Position }[] } {
  return other === undefined || other === position ? {} : { related: [{ message, position: other }] };
}

function show(value: unknown): string {
  return Array.isArray(value) ? value.map((one) => JSON.stringify(one)).join(", ") : JSON.stringify(value);
}
