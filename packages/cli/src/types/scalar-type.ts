import type { BareType } from "./bare-type.ts";
import type { FileScope } from "./file-scope.ts";
import type { ForeignSchema } from "./foreign-schema.ts";

/** `string`, a union of strings, or a type of `homeostat/meta` for a format. */
export function stringType(schema: ForeignSchema, scope: FileScope): BareType {
  const values = unionOf(schema, (value) => typeof value === "string");
  if (values !== undefined) return { text: values, produced: { type: "string", enum: schema.enum ?? [] } };
  const named = { "date-time": "Time", byte: "Base64" }[schema.format ?? ""];
  if (named !== undefined) {
    return { text: scope.meta(named), produced: { type: "string", format: schema.format ?? "" } };
  }
  return { text: "string", produced: { type: "string" } };
}

/** An integer by its format, or a union of numbers. */
export function integerType(schema: ForeignSchema, scope: FileScope): BareType {
  const values = unionOf(schema, (value) => Number.isSafeInteger(value));
  if (values !== undefined) return { text: values, produced: { type: "integer", enum: schema.enum ?? [] } };
  const named = { int32: "Int32", int64: "Int64" }[schema.format ?? ""];
  if (named !== undefined) {
    return { text: scope.meta(named), produced: { type: "integer", format: schema.format ?? "" } };
  }
  return { text: scope.meta("Integer"), produced: { type: "integer" } };
}

/** An enum as a union of literals. A type `… | null` stands for an enum whose last value is null, other ones need a marker. */
function unionOf(schema: ForeignSchema, isLiteral: (value: unknown) => boolean): string | undefined {
  const { enum: all, format, nullable = false } = schema;
  if (all === undefined || format !== undefined || nullable !== (all.at(-1) === null)) return undefined;
  const values = nullable ? all.slice(0, -1) : all;
  const isUnion = values.length > 0 && values.every(isLiteral) && new Set(values).size === values.length;
  return isUnion ? values.map((value) => JSON.stringify(value)).join(" | ") : undefined;
}
