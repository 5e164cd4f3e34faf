import type { Schema } from "./schema.ts";

/** Whether the schema has CEL rules that are evaluated: its own, or of something below it. Rules in combinators count with `anywhere`. */
export function hasValidationRules(schema: Schema, anywhere: boolean = false): boolean {
  const known = anywhere ? knownAnywhere : knownBelow;
  const before = known.get(schema);
  if (before !== undefined) return before;
  // A cycle that is being looked at counts as nothing.
  known.set(schema, false);
  // As somebody wrote it, a schema may have null where it has nothing.
  const has = (one: Schema | null): boolean => one !== null && hasValidationRules(one, anywhere);
  const result =
    (schema["x-kubernetes-validations"] ?? []).length > 0 ||
    (schema.items !== undefined && has(schema.items)) ||
    (typeof schema.additionalProperties === "object" && has(schema.additionalProperties)) ||
    Object.values(schema.properties ?? {}).some(has) ||
    (anywhere && combined(schema).some(has));
  known.set(schema, result);
  return result;
}

const knownBelow = new WeakMap<Schema, boolean>();
const knownAnywhere = new WeakMap<Schema, boolean>();

function combined({ allOf, anyOf, oneOf, not }: Schema): readonly Schema[] {
  return [...(allOf ?? []), ...(anyOf ?? []), ...(oneOf ?? []), ...(not === undefined ? [] : [not])];
}
