import type { Field, TypeNode } from "#model/model.ts";
import type { TypeContext } from "./type-context.ts";

/**
 * Reports fields that several of the types have, with different types. The fields that an interface declares itself, `hidden`, may
 * differ: they hide those that it inherits.
 */
export function checkConflicts(
  parts: readonly TypeNode[],
  context: TypeContext,
  hidden: ReadonlySet<string> = new Set(),
): void {
  context.later(() => {
    const seen = new Map<string, Field>();
    for (const part of parts) {
      for (const field of flatFields(part, new Set())) {
        if (hidden.has(field.name)) continue;
        const first = seen.get(field.name);
        if (first === undefined) seen.set(field.name, field);
        else if (first !== field && !isSameType(first.type, field.type)) report(first, field);
      }
    }
  });

  function report(first: Field, second: Field): void {
    context.report(
      second.position,
      {
        message: `the field ${first.name} comes from two types that disagree about it`,
        hint: "Leave it out of one of them with Omit, or give it one type.",
      },
      { related: [{ message: `the other ${first.name}`, position: first.position }] },
    );
  }
}

/** The fields of an object with those that it takes over; of one name the nearest. */
function flatFields(node: TypeNode, visited: Set<TypeNode>): readonly Field[] {
  if (visited.has(node)) return [];
  visited.add(node);
  if (node.node === "reference") return flatFields(node.target.type, visited);
  if (node.node !== "object") return [];
  const fields = new Map(node.fields.map((field) => [field.name, field]));
  for (const part of node.embedded) {
    for (const field of flatFields(part, visited)) if (!fields.has(field.name)) fields.set(field.name, field);
  }
  return [...fields.values()];
}

function isSameType(a: TypeNode, b: TypeNode): boolean {
  if (a.node === "invalid" || b.node === "invalid") return true;
  if (a.nullable !== b.nullable) return false;
  switch (a.node) {
    case "scalar":
      return b.node === "scalar" && a.scalar === b.scalar;
    case "known":
      return b.node === "known" && a.known === b.known;
    case "enum":
      return (
        b.node === "enum" && a.values.length === b.values.length && a.values.every((one) => b.values.includes(one))
      );
    case "array":
      return b.node === "array" && isSameType(a.items, b.items);
    case "map":
      return b.node === "map" && isSameType(a.values, b.values);
    case "reference":
      return b.node === "reference" && a.target === b.target;
    case "builtin":
      return b.node === "builtin" && a.definition === b.definition && a.field === b.field;
    case "object":
      return b.node === "object" && isSameObject(a, b);
  }
}

type ObjectNode = Extract<TypeNode, { readonly node: "object" }>;

function isSameObject(a: ObjectNode, b: ObjectNode): boolean {
  const ours = flatFields(a, new Set());
  const theirs = new Map(flatFields(b, new Set()).map((field) => [field.name, field]));
  return (
    ours.length === theirs.size &&
    ours.every((field) => {
      const other = theirs.get(field.name);
      return other !== undefined && other.optional === field.optional && isSameType(field.type, other.type);
    })
  );
}
