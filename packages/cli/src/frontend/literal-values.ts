import type { TypeSyntax } from "#compiler/syntax.ts";
import { type Closure, lookUp, scopeOf } from "./scope.ts";

/** The values of a type that is made of literals only, in order of the source; undefined when something else is in it. */
export type LiteralReader = (closure: Closure) => LiteralValues | undefined;

/** Without duplicates. */
export interface LiteralValues {
  readonly values: readonly (string | number | boolean)[];
  readonly nullable: boolean;
}

/** Tells the fields of an object type by their names. */
export type FieldsReader = (
  closure: Closure,
) => readonly { readonly name: string; readonly closure: Closure }[] | undefined;

/** `fieldsOf` is needed for `keyof` and for members of object types. */
export function createLiteralReader(fieldsOf: FieldsReader): LiteralReader {
  const read: LiteralReader = (closure) => {
    const { syntax, scope } = lookUp(closure);
    switch (syntax.kind) {
      case "literal":
        return { values: [syntax.value], nullable: false };
      case "keyword":
        return syntax.keyword === "null" ? { values: [], nullable: true } : undefined;
      case "union":
        return combined(syntax.members.map((member) => read({ syntax: member, scope })));
      case "keyof":
        return keysOf(fieldsOf, { syntax: syntax.of, scope });
      case "indexed":
        return indexedValues({ read, fieldsOf }, syntax, scope);
      case "computed":
        return expanded(read, syntax.expand(), scope);
      case "reference":
        return ofReference(read, syntax, scope);
      default:
        return undefined;
    }
  };
  return read;
}

interface Readers {
  readonly read: LiteralReader;
  readonly fieldsOf: FieldsReader;
}

type Reference = Extract<TypeSyntax, { readonly kind: "reference" }>;

function ofReference(read: LiteralReader, syntax: Reference, scope: Closure["scope"]): LiteralValues | undefined {
  const target = syntax.resolve();
  if (target.kind === "enum value") return listed([target.value.value]);
  const given = syntax.arguments.map((one): Closure => ({ syntax: one, scope }));
  if (target.kind === "global") return ofGlobal(read, target.name, given);
  if (target.kind !== "declaration") return undefined;
  const { body, parameters } = target.declaration;
  if (body.kind === "enum") return listed(body.values.map((one) => one.value));
  if (body.kind !== "alias") return undefined;
  return (
    read({ syntax: body.type, scope: scopeOf(parameters, given) }) ??
    (body.type.kind === "computed" ? expanded(read, syntax.expand(), scope) : undefined)
  );
}

/** `Exclude`, `Extract` and `NonNullable`, in the order of their first argument. */
function ofGlobal(read: LiteralReader, name: string, [first, second]: readonly Closure[]): LiteralValues | undefined {
  const all = first === undefined ? undefined : read(first);
  if (all === undefined) return undefined;
  if (name === "NonNullable") return { ...all, nullable: false };
  const chosen = second === undefined ? undefined : read(second);
  if (chosen === undefined || (name !== "Exclude" && name !== "Extract")) return undefined;
  const keep = name === "Extract";
  return {
    values: all.values.filter((value) => chosen.values.includes(value) === keep),
    nullable: all.nullable && chosen.nullable === keep,
  };
}

function keysOf(fieldsOf: FieldsReader, of: Closure): LiteralValues | undefined {
  const { syntax } = lookUp(of);
  if (syntax.kind === "typeof") {
    const constant = syntax.constant();
    return constant?.kind === "record" ? listed(constant.entries.map(([key]) => key)) : undefined;
  }
  return listed(fieldsOf(of)?.map((field) => field.name));
}

/** `(typeof LIST)[number]` and `(typeof RECORD)[keyof typeof RECORD]`; of an object type the literals of a field. */
function indexedValues(
  { read, fieldsOf }: Readers,
  syntax: Extract<TypeSyntax, { readonly kind: "indexed" }>,
  scope: Closure["scope"],
): LiteralValues | undefined {
  const object = lookUp({ syntax: syntax.object, scope });
  const index = lookUp({ syntax: syntax.index, scope });
  if (object.syntax.kind !== "typeof") {
    const name = read(index)?.values;
    const field = name?.length === 1 ? fieldsOf(object)?.find((one) => one.name === name[0]) : undefined;
    return field?.closure === undefined ? undefined : read(field.closure);
  }
  const constant = object.syntax.constant();
  if (constant?.kind === "list") {
    return index.syntax.kind === "keyword" && index.syntax.keyword === "number" ? listed(constant.values) : undefined;
  }
  const keys = read(index)?.values;
  if (constant === undefined || keys === undefined) return undefined;
  return listed(constant.entries.filter(([key]) => keys.includes(key)).map(([, value]) => value));
}

function expanded(
  read: LiteralReader,
  syntax: TypeSyntax | undefined,
  scope: Closure["scope"],
): LiteralValues | undefined {
  return syntax === undefined ? undefined : read({ syntax, scope });
}

function combined(parts: readonly (LiteralValues | undefined)[]): LiteralValues | undefined {
  if (!parts.every((part) => part !== undefined)) return undefined;
  const values = [...new Set(parts.flatMap((part) => part.values))];
  return { values, nullable: parts.some((part) => part.nullable) };
}

function listed(values: readonly (string | number | boolean | undefined)[] | undefined): LiteralValues | undefined {
  if (values === undefined || !values.every((value) => value !== undefined)) return undefined;
  return { values: [...new Set(values)], nullable: false };
}
