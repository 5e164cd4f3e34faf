import * as fc from "fast-check";

/** A type of the grammar: what can be written in TypeScript and said in a schema. */
export type RandomType =
  | { readonly of: "string"; readonly min: number; readonly more: number }
  | { readonly of: "int"; readonly name: "Int32" | "Int64" | "Integer"; readonly min: number; readonly more: number }
  | { readonly of: "simple"; readonly name: SimpleName }
  | { readonly of: "union"; readonly values: readonly (string | number)[] }
  | { readonly of: "array"; readonly items: RandomType; readonly min: number; readonly more: number }
  | { readonly of: "map"; readonly values: RandomType }
  | {
      readonly of: "object";
      readonly fields: readonly RandomField[];
      readonly form: "interface" | "inline" | "intersection" | "partial";
    };

export interface RandomField {
  readonly name: string;
  readonly optional: boolean;
  readonly nullable: boolean;
  readonly type: RandomType;
}

type SimpleName = "boolean" | "Time" | "Base64" | "IntOrString" | "Quantity" | "JSONValue";

const short = fc.integer({ min: 0, max: 3 });
const fieldNames = fc.uniqueArray(fc.constantFrom("a", "b", "name", "dash-ed", "default", "$ref", "x.y", "Items"), {
  minLength: 1,
  maxLength: 3,
});

const scalar: fc.Arbitrary<RandomType> = fc.oneof(
  fc.record({ of: fc.constant("string" as const), min: short, more: short }),
  fc.record({
    of: fc.constant("int" as const),
    name: fc.constantFrom("Int32" as const, "Int64" as const, "Integer" as const),
    min: fc.integer({ min: -5, max: 5 }),
    more: short,
  }),
  fc.record({
    of: fc.constant("simple" as const),
    name: fc.constantFrom<SimpleName[]>("boolean", "Time", "Base64", "IntOrString", "Quantity", "JSONValue"),
  }),
  fc.record({
    of: fc.constant("union" as const),
    values: fc.oneof(
      fc.uniqueArray(fc.constantFrom("a", "B c", "", "it's", 'say "x"', "| or"), { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(fc.integer({ min: -3, max: 9 }), { minLength: 1, maxLength: 4 }),
    ),
  }),
);

/** Types up to three levels deep. */
export const randomType: fc.Arbitrary<RandomType> = fc.letrec<{ type: RandomType; field: RandomField }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar,
    fc.record({ of: fc.constant("array" as const), items: tie("type"), min: fc.nat(2), more: fc.nat(2) }),
    fc.record({ of: fc.constant("map" as const), values: tie("type") }),
    fieldNames.chain((names) =>
      fc.record({
        of: fc.constant("object" as const),
        form: fc.constantFrom("interface" as const, "inline" as const, "intersection" as const, "partial" as const),
        fields: fc.tuple(...names.map((name) => tie("field").map((field) => ({ ...field, name })))),
      }),
    ),
  ),
  field: fc.record({ name: fc.constant(""), optional: fc.boolean(), nullable: fc.boolean(), type: tie("type") }),
})).type;

/** Writes types; the declarations that they need are collected. */
export interface TypeWriter {
  readonly declarations: string[];
  count: number;
}

/** A member of an interface with its markers. */
export function memberText(field: RandomField, writer: TypeWriter): string {
  const markers = markersOf(field.type).map((marker) => `  // +kubebuilder:validation:${marker}\n`);
  const nullable = field.nullable ? " | null" : "";
  return `${markers.join("")}  ${JSON.stringify(field.name)}${field.optional ? "?" : ""}: ${typeText(field.type, writer)}${nullable};\n`;
}

function typeText(type: RandomType, writer: TypeWriter): string {
  switch (type.of) {
    case "string":
      return "string";
    case "int":
    case "simple":
      return type.name;
    case "union":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "array":
      return `${elementText(type.items, writer)}[]`;
    case "map":
      return `Record<string, ${elementText(type.values, writer)}>`;
    case "object":
      return objectText(type.fields, type.form, writer);
  }
}

/** Elements have no place for markers: what has markers gets a name. */
function elementText(type: RandomType, writer: TypeWriter): string {
  const markers = markersOf(type);
  const text = typeText(type, writer);
  if (markers.length === 0) return /^[\w]+$/.test(text) ? text : `(${text})`;
  const name = `Element${writer.count++}`;
  writer.declarations.push(
    `${markers.map((marker) => `// +kubebuilder:validation:${marker}\n`).join("")}export type ${name} = ${text};\n`,
  );
  return name;
}

function objectText(fields: readonly RandomField[], form: string, writer: TypeWriter): string {
  const members = fields.map((field) => memberText(field, writer));
  if (form === "inline") return `{\n${members.join("")}}`;
  const name = `Object${writer.count++}`;
  if (form === "intersection") {
    const half = Math.ceil(members.length / 2);
    writer.declarations.push(`export interface ${name} {\n${members.slice(0, half).join("")}}\n`);
    return half === members.length ? name : `(${name} & {\n${members.slice(half).join("")}})`;
  }
  writer.declarations.push(`export interface ${name} {\n${members.join("")}}\n`);
  return form === "partial" ? `Partial<${name}>` : name;
}

function markersOf(type: RandomType): readonly string[] {
  if (type.of === "string") return [`MinLength=${type.min}`, `MaxLength=${type.min + type.more}`];
  if (type.of === "int") return [`Minimum=${type.min}`, `Maximum=${type.min + type.more}`];
  return type.of === "array" ? [`MinItems=${type.min}`, `MaxItems=${type.min + type.more}`] : [];
}

/** Values that the type describes. */
export function valueOf(type: RandomType): fc.Arbitrary<unknown> {
  switch (type.of) {
    case "string":
      return fc.string({ minLength: type.min, maxLength: type.min + type.more });
    case "int":
      return fc.integer({ min: type.min, max: type.min + type.more });
    case "simple":
      return SIMPLE_VALUES[type.name];
    case "union":
      return fc.constantFrom(...type.values);
    case "array":
      return fc.array(valueOf(type.items), { minLength: type.min, maxLength: type.min + type.more });
    case "map":
      return fc.dictionary(fc.constantFrom("k", "another key"), valueOf(type.values));
    case "object":
      return fc
        .tuple(...type.fields.map((field) => fieldValue(field, type.form === "partial")))
        .map((entries): unknown => Object.fromEntries(entries));
  }
}

function fieldValue(field: RandomField, isPartial: boolean): fc.Arbitrary<readonly [string, unknown]> {
  const value = field.nullable ? fc.oneof(valueOf(field.type), fc.constant(null)) : valueOf(field.type);
  const entry = value.map((one) => [field.name, one] as const);
  return field.optional || isPartial
    ? fc.oneof(entry, fc.constant([`absent ${field.name}`, undefined] as const))
    : entry;
}

/** Values that miss the type by one thing; undefined when every value fits. */
export function nearMissOf(type: RandomType): fc.Arbitrary<unknown> | undefined {
  switch (type.of) {
    case "string":
      return fc.oneof(
        fc.constantFrom<unknown[]>(1, true, [], {}, null, "x".repeat(type.min + type.more + 1)),
        ...(type.min === 0 ? [] : [fc.constant("x".repeat(type.min - 1))]),
      );
    case "int":
      return fc.constantFrom<unknown[]>("1", true, type.min + 0.5, [], null, type.min - 1, type.min + type.more + 1);
    case "simple":
      return SIMPLE_MISSES[type.name];
    case "union":
      return fc.constantFrom<unknown[]>("none of them", 77, null, [], String(type.values[0]) + "x");
    case "array":
      return arrayMiss(type);
    case "map":
      return oneOf([
        fc.constantFrom<unknown[]>("x", 1, [], null),
        nearMissOf(type.values)?.map((value) => ({ k: value })),
      ]);
    case "object":
      return objectMiss(type);
  }
}

function arrayMiss(type: Extract<RandomType, { of: "array" }>): fc.Arbitrary<unknown> {
  const { items, min, more } = type;
  const tooMany = fc.array(valueOf(items), { minLength: min + more + 1, maxLength: min + more + 2 });
  const wrong = nearMissOf(items)?.chain((miss) =>
    fc
      .array(valueOf(items), { minLength: Math.max(min - 1, 0), maxLength: Math.max(min - 1, 0) })
      .map((rest) => [...rest, miss]),
  );
  return oneOf([
    fc.constantFrom<unknown[]>("x", 1, {}, null),
    tooMany,
    min === 0 ? undefined : fc.array(valueOf(items), { minLength: min - 1, maxLength: min - 1 }),
    min + more === 0 ? undefined : wrong,
  ]);
}

function objectMiss(type: Extract<RandomType, { of: "object" }>): fc.Arbitrary<unknown> {
  const whole = valueOf(type);
  const misses = type.fields.flatMap(({ name, nullable, optional, type: of }) => {
    const wrong = nearMissOf(of)?.filter((value) => value !== null || !nullable);
    const absent = optional || type.form === "partial" ? [] : [whole.map((value) => withField(value, name, undefined))];
    return [
      ...absent,
      ...(wrong === undefined ? [] : [fc.tuple(whole, wrong).map(([value, miss]) => withField(value, name, miss))]),
    ];
  });
  return oneOf([fc.constantFrom<unknown[]>("x", 1, [], null), ...misses]);
}

function withField(value: unknown, name: string, field: unknown): unknown {
  return { ...(value as object), [name]: field };
}

function oneOf(all: readonly (fc.Arbitrary<unknown> | undefined)[]): fc.Arbitrary<unknown> {
  return fc.oneof(...all.filter((one) => one !== undefined));
}

const SIMPLE_VALUES: Readonly<Record<SimpleName, fc.Arbitrary<unknown>>> = {
  boolean: fc.boolean(),
  Time: fc.constantFrom("2026-11-21T13:39:14Z", "2026-11-21T13:39:14.5+01:00"),
  Base64: fc.constantFrom("aGk=", "AAAA"),
  IntOrString: fc.oneof(fc.integer(), fc.string()),
  Quantity: fc.constantFrom<unknown[]>("1", "100Mi", "1.5", 3, "-2e3"),
  JSONValue: fc.constantFrom<unknown[]>(1, "x", true, [1], { a: { b: [] } }),
};

const SIMPLE_MISSES: Readonly<Record<SimpleName, fc.Arbitrary<unknown> | undefined>> = {
  boolean: fc.constantFrom<unknown[]>("true", 0, null, []),
  Time: fc.constantFrom<unknown[]>("yesterday", "2026-13-01T00:00:00Z", 1, null),
  Base64: fc.constantFrom<unknown[]>("!!", 1, null),
  IntOrString: fc.constantFrom<unknown[]>(1.5, true, [], null),
  Quantity: fc.constantFrom<unknown[]>("much", "1 Mi", 1.5, true, null),
  JSONValue: undefined,
};
