import type TS from "@typescript/typescript6";
import type { Position } from "#diagnostics/diagnostic.ts";
import { positionIn } from "./position-in.ts";
import type { Declaration, DeclarationBody, EnumValue, Member, Origin, TypeParameter } from "./syntax.ts";
import { translateType } from "./translate-type.ts";
import { ts } from "./typescript.ts";

/** From the compiler's trees to ours. Each declaration and type parameter is translated once. */
export interface Translator {
  /** The type declarations of the top level of a file. */
  declarationsOf(source: TS.SourceFile): readonly Declaration[];
  /** The declaration of a type; undefined when the symbol is not one. */
  declarationOf(symbol: TS.Symbol): Declaration | undefined;
  parameterOf(symbol: TS.Symbol): TypeParameter;
  enumValueOf(node: TS.EnumMember): EnumValue;
  memberOf(node: TS.TypeElement): Member;
  positionOf(node: TS.Node): Position;
  readonly context: TranslatorContext;
}

/** What the translation needs of the program. */
export interface TranslatorContext {
  readonly checker: TS.TypeChecker;
  /** The path as messages show it. */
  readonly display: (path: string) => string;
  readonly originOf: (path: string) => Origin;
  /** Whether a file is of the standard library. */
  readonly isLibrary: (file: TS.SourceFile) => boolean;
}

/** Translates lazily: a type is read when it is asked for. */
export function createTranslator(context: TranslatorContext): Translator {
  const declarations = new Map<TS.Symbol, Declaration>();
  const parameters = new Map<TS.Symbol, TypeParameter>();
  const { checker } = context;

  const translator: Translator = {
    context,
    declarationsOf: (source) => {
      const symbols = source.statements.flatMap((statement) => symbolOf(checker, statement) ?? []);
      return [...new Set(symbols)].flatMap((symbol) => translator.declarationOf(symbol) ?? []);
    },
    declarationOf: (symbol) => {
      const known = declarations.get(symbol);
      if (known !== undefined) return known;
      const node = symbol.declarations?.find(isTypeDeclaration);
      if (node === undefined) return undefined;
      const made = declaration(translator, symbol, node);
      declarations.set(symbol, made);
      return made;
    },
    parameterOf: (symbol) => {
      const known = parameters.get(symbol);
      if (known !== undefined) return known;
      const node = symbol.declarations?.find(ts.isTypeParameterDeclaration);
      const made: TypeParameter = {
        name: symbol.name,
        get fallback() {
          return node?.default === undefined ? undefined : translateType(translator, node.default);
        },
      };
      parameters.set(symbol, made);
      return made;
    },
    enumValueOf: (node) => ({
      name: node.name.getText(),
      value: checker.getConstantValue(node),
      position: translator.positionOf(node.name),
    }),
    memberOf: (node) => member(translator, node),
    positionOf: (node) => {
      const source = node.getSourceFile();
      return positionIn(source, {
        file: context.display(source.fileName),
        start: node.getStart(source),
        end: node.end,
      });
    },
  };
  return translator;
}

type TypeDeclarationNode = TS.InterfaceDeclaration | TS.TypeAliasDeclaration | TS.EnumDeclaration | TS.ClassDeclaration;

function isTypeDeclaration(node: TS.Node): node is TypeDeclarationNode {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isClassDeclaration(node)
  );
}

function symbolOf(checker: TS.TypeChecker, statement: TS.Statement): TS.Symbol | undefined {
  if (!isTypeDeclaration(statement) || statement.name === undefined) return undefined;
  return checker.getSymbolAtLocation(statement.name);
}

function declaration(translator: Translator, symbol: TS.Symbol, node: TypeDeclarationNode): Declaration {
  const source = node.getSourceFile();
  const { checker, originOf } = translator.context;
  return {
    name: node.name?.text ?? symbol.name,
    exported: (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0 || isReexported(source, node),
    position: translator.positionOf(node.name ?? node),
    origin: originOf(source.fileName),
    anchor: node.getStart(source),
    get parameters() {
      const nodes = ts.isEnumDeclaration(node) ? [] : (node.typeParameters ?? []);
      return nodes.flatMap((one) => {
        const parameter = checker.getSymbolAtLocation(one.name);
        return parameter === undefined ? [] : [translator.parameterOf(parameter)];
      });
    },
    get body() {
      return bodyOf(translator, symbol, node);
    },
  };
}

/** `export { A }` below the declaration. */
function isReexported(source: TS.SourceFile, node: TypeDeclarationNode): boolean {
  return source.statements.some(
    (statement) =>
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier === undefined &&
      statement.exportClause !== undefined &&
      ts.isNamedExports(statement.exportClause) &&
      statement.exportClause.elements.some((one) => (one.propertyName ?? one.name).text === node.name?.text),
  );
}

function bodyOf(translator: Translator, symbol: TS.Symbol, node: TypeDeclarationNode): DeclarationBody {
  if (ts.isTypeAliasDeclaration(node)) return { kind: "alias", type: translateType(translator, node.type) };
  if (ts.isClassDeclaration(node)) return { kind: "class" };
  if (ts.isEnumDeclaration(node)) return { kind: "enum", values: node.members.map(translator.enumValueOf) };
  const all = symbol.declarations?.filter(ts.isInterfaceDeclaration) ?? [node];
  const bases = all.flatMap((one) => one.heritageClauses ?? []).flatMap((clause) => [...clause.types]);
  return {
    kind: "interface",
    bases: bases.map((base) => translateType(translator, base)),
    members: all.flatMap((one) => one.members.map(translator.memberOf)),
  };
}

function member(translator: Translator, node: TS.TypeElement): Member {
  const position = translator.positionOf(node.name ?? node);
  if (ts.isIndexSignatureDeclaration(node)) {
    const key = node.parameters[0]?.type;
    if (key === undefined) return { kind: "other", what: "an index signature without a key type", position };
    return { kind: "index", key: translateType(translator, key), type: translateType(translator, node.type), position };
  }
  if (!ts.isPropertySignature(node)) return { kind: "other", what: WHAT[node.kind] ?? "this member", position };
  const name = nameOf(node.name);
  if (name === undefined) return { kind: "other", what: "a member whose name is computed", position };
  if (node.type === undefined) return { kind: "other", what: "a member without a type", position };
  const source = node.getSourceFile();
  const { type } = node;
  return {
    kind: "property",
    name,
    optional: node.questionToken !== undefined,
    get type() {
      return translateType(translator, type);
    },
    position,
    anchor: node.getStart(source),
    origin: translator.context.originOf(source.fileName),
  };
}

const WHAT: Readonly<Record<number, string>> = {
  [ts.SyntaxKind.MethodSignature]: "a method",
  [ts.SyntaxKind.CallSignature]: "a call signature",
  [ts.SyntaxKind.ConstructSignature]: "a constructor",
  [ts.SyntaxKind.GetAccessor]: "an accessor",
  [ts.SyntaxKind.SetAccessor]: "an accessor",
};

function nameOf(name: TS.PropertyName): string | undefined {
  if (ts.isComputedPropertyName(name)) {
    return ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
  }
  return ts.isPrivateIdentifier(name) ? undefined : name.text;
}
