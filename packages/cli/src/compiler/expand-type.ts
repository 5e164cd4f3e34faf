import type TS from "@typescript/typescript6";
import type { Position } from "#diagnostics/diagnostic.ts";
import { targetOf } from "./reference-target.ts";
import type { Member, TypeSyntax } from "./syntax.ts";
import type { Translator } from "./translate-declaration.ts";
import { ts } from "./typescript.ts";

/** Where an expansion stands, and how deep it is. */
export interface Expansion {
  readonly type: TS.Type;
  readonly position: Position;
  readonly depth: number;
}

/**
 * A type of the checker, written out: for conditional and template literal types, which have no syntax of their own that could be
 * read. Named types stay references. Undefined for types that have no JSON form.
 */
export function expandType(translator: Translator, expansion: Expansion): TypeSyntax | undefined {
  const { type, position } = expansion;
  if (expansion.depth > MAX_DEPTH) return undefined;
  const keyword = KEYWORDS.find(([flag]) => type.flags & flag)?.[1];
  if (keyword !== undefined) return { kind: "keyword", keyword, position };
  if (type.isStringLiteral() || type.isNumberLiteral()) return { kind: "literal", value: type.value, position };
  if (type.flags & ts.TypeFlags.BooleanLiteral) {
    return { kind: "literal", value: translator.context.checker.typeToString(type) === "true", position };
  }
  const named = type.aliasSymbol ?? namedSymbol(type);
  if (named !== undefined) return expandReference(translator, named, expansion);
  if (type.isUnionOrIntersection()) {
    const members = type.types.map((one) => deeper(translator, expansion, one));
    if (!members.every((one) => one !== undefined)) return undefined;
    return { kind: type.isUnion() ? "union" : "intersection", members, position };
  }
  return type.flags & ts.TypeFlags.Object ? expandObject(translator, expansion) : undefined;
}

const MAX_DEPTH = 20;

const KEYWORDS: readonly (readonly [TS.TypeFlags, string])[] = [
  [ts.TypeFlags.String, "string"],
  [ts.TypeFlags.Number, "number"],
  [ts.TypeFlags.Boolean, "boolean"],
  [ts.TypeFlags.Null, "null"],
  [ts.TypeFlags.Undefined, "undefined"],
  [ts.TypeFlags.Any, "any"],
  [ts.TypeFlags.Unknown, "unknown"],
  [ts.TypeFlags.Never, "never"],
  [ts.TypeFlags.BigIntLike, "bigint"],
  [ts.TypeFlags.NonPrimitive, "object"],
];

/** The symbol of an interface, class or enum; anonymous types have symbols too, with names that begin with `__`. */
function namedSymbol(type: TS.Type): TS.Symbol | undefined {
  const named = ts.SymbolFlags.Interface | ts.SymbolFlags.Class | ts.SymbolFlags.Enum;
  return type.symbol !== undefined && type.symbol.flags & named ? type.symbol : undefined;
}

function expandReference(translator: Translator, symbol: TS.Symbol, expansion: Expansion): TypeSyntax | undefined {
  const { checker } = translator.context;
  const { type, position } = expansion;
  const types = type.aliasSymbol === symbol ? type.aliasTypeArguments : typeArguments(checker, type);
  const expanded = (types ?? []).map((one) => deeper(translator, expansion, one));
  if (!expanded.every((one) => one !== undefined)) return undefined;
  return {
    kind: "reference",
    name: symbol.name,
    position,
    arguments: expanded,
    resolve: () => targetOf(translator, symbol),
    expand: () => undefined,
  };
}

function typeArguments(checker: TS.TypeChecker, type: TS.Type): readonly TS.Type[] {
  const isReference =
    type.flags & ts.TypeFlags.Object && (type as TS.ObjectType).objectFlags & ts.ObjectFlags.Reference;
  if (!isReference) return [];
  const { target } = type as TS.TypeReference;
  return checker.getTypeArguments(type as TS.TypeReference).slice(0, target.typeParameters?.length ?? 0);
}

function expandObject(translator: Translator, expansion: Expansion): TypeSyntax | undefined {
  const { checker, originOf } = translator.context;
  const { type, position } = expansion;
  if (type.getCallSignatures().length > 0 || checker.isTupleType(type)) return undefined;
  const members: Member[] = [];
  for (const property of checker.getPropertiesOfType(type)) {
    const node = property.declarations?.[0];
    const value = deeper(translator, expansion, checker.getTypeOfSymbol(property));
    if (value === undefined || node === undefined) return undefined;
    members.push({
      kind: "property",
      name: property.name,
      optional: (property.flags & ts.SymbolFlags.Optional) !== 0,
      type: value,
      position: translator.positionOf(ts.getNameOfDeclaration(node) ?? node),
      anchor: node.getStart(),
      origin: originOf(node.getSourceFile().fileName),
    });
  }
  for (const info of checker.getIndexInfosOfType(type)) {
    const key = deeper(translator, expansion, info.keyType);
    const value = deeper(translator, expansion, info.type);
    if (key === undefined || value === undefined) return undefined;
    members.push({ kind: "index", key, type: value, position });
  }
  return { kind: "object", members, position };
}

function deeper(translator: Translator, expansion: Expansion, type: TS.Type): TypeSyntax | undefined {
  return expandType(translator, { ...expansion, type, depth: expansion.depth + 1 });
}
