import type TS from "@typescript/typescript6";
import type { ConstantValue } from "./syntax.ts";
import { ts } from "./typescript.ts";

/** The value of a constant that is a list or an object of literals, in order of the source; undefined for anything else. */
export function constantOf(checker: TS.TypeChecker, name: TS.Node): ConstantValue | undefined {
  const found = checker.getSymbolAtLocation(name);
  const symbol = found !== undefined && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  const declaration = symbol?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return undefined;
  if (declaration.initializer === undefined || !isConstant(declaration.initializer)) return undefined;
  const value = bare(declaration.initializer);
  if (ts.isArrayLiteralExpression(value)) {
    const values = value.elements.map((one) => literalOf(one));
    return values.every((one) => one !== undefined) ? { kind: "list", values } : undefined;
  }
  if (!ts.isObjectLiteralExpression(value)) return undefined;
  const entries = value.properties.map((property) => entryOf(property));
  return entries.every((entry) => entry !== undefined) ? { kind: "record", entries } : undefined;
}

/** `as const`, under `satisfies` and parentheses. */
function isConstant(node: TS.Expression): boolean {
  if (ts.isAsExpression(node)) return ts.isConstTypeReference(node.type);
  return (ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) && isConstant(node.expression);
}

function bare(node: TS.Expression): TS.Expression {
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)
    ? bare(node.expression)
    : node;
}

function entryOf(property: TS.ObjectLiteralElementLike): readonly [string, string | number | boolean] | undefined {
  if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return undefined;
  const value = literalOf(property.initializer);
  return value === undefined ? undefined : [property.name.text, value];
}

function literalOf(expression: TS.Expression): string | number | boolean | undefined {
  const node = bare(expression);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand)) {
    return node.operator === ts.SyntaxKind.MinusToken ? -Number(node.operand.text) : undefined;
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  return node.kind === ts.SyntaxKind.FalseKeyword ? false : undefined;
}
