import type TS from "@typescript/typescript6";
import { constantOf } from "./constant-of.ts";
import { expandType } from "./expand-type.ts";
import { resolveName } from "./reference-target.ts";
import type { ReferenceTarget, TypeSyntax } from "./syntax.ts";
import type { Translator } from "./translate-declaration.ts";
import { ts } from "./typescript.ts";

/** A type as it is written: names are left to be resolved when somebody asks. */
export function translateType(translator: Translator, node: TS.TypeNode): TypeSyntax {
  const position = translator.positionOf(node);
  const translate = (one: TS.TypeNode): TypeSyntax => translateType(translator, one);
  if (ts.isParenthesizedTypeNode(node)) return translate(node.type);
  const keyword = KEYWORDS[node.kind];
  if (keyword !== undefined) return { kind: "keyword", keyword, position };
  if (ts.isLiteralTypeNode(node)) return literal(translator, node);
  if (ts.isArrayTypeNode(node)) return { kind: "array", items: translate(node.elementType), position };
  if (ts.isUnionTypeNode(node)) return { kind: "union", members: node.types.map(translate), position };
  if (ts.isIntersectionTypeNode(node)) return { kind: "intersection", members: node.types.map(translate), position };
  if (ts.isTypeLiteralNode(node)) return { kind: "object", members: node.members.map(translator.memberOf), position };
  if (ts.isTypeReferenceNode(node)) return reference(translator, node, node.typeName);
  if (ts.isExpressionWithTypeArguments(node)) return reference(translator, node, node.expression);
  if (ts.isImportTypeNode(node) && node.qualifier !== undefined && !node.isTypeOf) {
    return reference(translator, node, node.qualifier);
  }
  if (ts.isIndexedAccessTypeNode(node)) {
    return { kind: "indexed", object: translate(node.objectType), index: translate(node.indexType), position };
  }
  if (ts.isTypeOperatorNode(node)) return operator(translator, node);
  if (ts.isTypeQueryNode(node)) {
    const { exprName } = node;
    const name = exprName.getText();
    return { kind: "typeof", name, constant: () => constantOf(translator.context.checker, exprName), position };
  }
  if (ts.isMappedTypeNode(node)) return mapped(translator, node);
  const computed = COMPUTED[node.kind];
  if (computed !== undefined) {
    return { kind: "computed", what: computed, expand: () => expandNode(translator, node), position };
  }
  return { kind: "other", what: OTHERS[node.kind] ?? `\`${node.getText()}\``, position };
}

const KEYWORDS: Readonly<Record<number, string>> = {
  [ts.SyntaxKind.StringKeyword]: "string",
  [ts.SyntaxKind.NumberKeyword]: "number",
  [ts.SyntaxKind.BooleanKeyword]: "boolean",
  [ts.SyntaxKind.UndefinedKeyword]: "undefined",
  [ts.SyntaxKind.AnyKeyword]: "any",
  [ts.SyntaxKind.UnknownKeyword]: "unknown",
  [ts.SyntaxKind.ObjectKeyword]: "object",
  [ts.SyntaxKind.NeverKeyword]: "never",
  [ts.SyntaxKind.BigIntKeyword]: "bigint",
  [ts.SyntaxKind.SymbolKeyword]: "symbol",
  [ts.SyntaxKind.VoidKeyword]: "void",
  [ts.SyntaxKind.ThisType]: "this",
};

const COMPUTED: Readonly<Record<number, string>> = {
  [ts.SyntaxKind.ConditionalType]: "a conditional type",
  [ts.SyntaxKind.TemplateLiteralType]: "a template literal type",
};

const OTHERS: Readonly<Record<number, string>> = {
  [ts.SyntaxKind.TupleType]: "a tuple",
  [ts.SyntaxKind.FunctionType]: "a function type",
  [ts.SyntaxKind.ConstructorType]: "a constructor type",
  [ts.SyntaxKind.TypePredicate]: "a type predicate",
  [ts.SyntaxKind.ImportType]: "the type of a module",
  [ts.SyntaxKind.InferType]: "an inferred type",
};

function literal(translator: Translator, { literal: node }: TS.LiteralTypeNode): TypeSyntax {
  const position = translator.positionOf(node);
  if (ts.isStringLiteralLike(node)) return { kind: "literal", value: node.text, position };
  if (ts.isNumericLiteral(node)) return { kind: "literal", value: Number(node.text), position };
  if (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand)) {
    return { kind: "literal", value: -Number(node.operand.text), position };
  }
  if (node.kind === ts.SyntaxKind.NullKeyword) return { kind: "keyword", keyword: "null", position };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: "literal", value: true, position };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: "literal", value: false, position };
  return { kind: "keyword", keyword: "bigint", position };
}

function operator(translator: Translator, node: TS.TypeOperatorNode): TypeSyntax {
  const position = translator.positionOf(node);
  if (node.operator === ts.SyntaxKind.UniqueKeyword) return { kind: "keyword", keyword: "symbol", position };
  const of = translateType(translator, node.type);
  return node.operator === ts.SyntaxKind.KeyOfKeyword ? { kind: "keyof", of, position } : of;
}

function mapped(translator: Translator, node: TS.MappedTypeNode): TypeSyntax {
  const position = translator.positionOf(node);
  const { typeParameter, questionToken } = node;
  const symbol = translator.context.checker.getSymbolAtLocation(typeParameter.name);
  if (symbol === undefined || typeParameter.constraint === undefined)
    return { kind: "other", what: "this type", position };
  return {
    kind: "mapped",
    parameter: translator.parameterOf(symbol),
    keys: translateType(translator, typeParameter.constraint),
    renamed: node.nameType !== undefined,
    optional:
      questionToken === undefined ? "kept" : questionToken.kind === ts.SyntaxKind.MinusToken ? "removed" : "added",
    values: node.type === undefined ? undefined : translateType(translator, node.type),
    position,
  };
}

function reference(
  translator: Translator,
  node: TS.TypeReferenceNode | TS.ExpressionWithTypeArguments | TS.ImportTypeNode,
  name: TS.Node,
): TypeSyntax {
  let target: ReferenceTarget | undefined;
  return {
    kind: "reference",
    name: name.getText(),
    position: translator.positionOf(node),
    arguments: (node.typeArguments ?? []).map((one) => translateType(translator, one)),
    resolve: () => (target ??= resolveName(translator, name)),
    expand: () => expandNode(translator, node),
  };
}

function expandNode(translator: Translator, node: TS.TypeNode): TypeSyntax | undefined {
  const type = translator.context.checker.getTypeFromTypeNode(node);
  return expandType(translator, { type, position: translator.positionOf(node), depth: 0 });
}
