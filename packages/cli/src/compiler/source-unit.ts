import type TS from "@typescript/typescript6";
import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
import { commentsOf } from "./comments.ts";
import { diagnosticOf } from "./compiler-diagnostic.ts";
import { positionIn } from "./position-in.ts";
import type { Anchor, NamedType, SourceUnit } from "./syntax.ts";
import { ts } from "./typescript.ts";

/** What a file says without its imports. `display` is the path as messages show it. */
export function createSourceUnit(source: TS.SourceFile, display: string): SourceUnit {
  return {
    path: source.fileName,
    types: source.statements.flatMap((statement) => namedType(source, statement)),
    comments: commentsOf(source),
    anchors: anchorsOf(source),
    diagnostics: syntaxErrors(source, display),
    positionOf: (start, end): Position => positionIn(source, { file: display, start, end }),
  };
}

function namedType(source: TS.SourceFile, statement: TS.Statement): readonly NamedType[] {
  const kind = kindOf(statement);
  if (kind === undefined) return [];
  const { name } = statement as TS.DeclarationStatement;
  const bases = ts.isInterfaceDeclaration(statement)
    ? (statement.heritageClauses ?? []).flatMap((clause) => clause.types.map((base) => base.expression))
    : [];
  return [
    {
      name: name === undefined ? "default" : source.text.slice(name.end - name.text.length, name.end),
      kind,
      anchor: statement.getStart(source),
      bases: bases.map((base) => source.text.slice(base.getStart(source), base.end)),
    },
  ];
}

function kindOf(statement: TS.Statement): NamedType["kind"] | undefined {
  if (ts.isInterfaceDeclaration(statement)) return "interface";
  if (ts.isTypeAliasDeclaration(statement)) return "alias";
  if (ts.isEnumDeclaration(statement)) return "enum";
  return ts.isClassDeclaration(statement) ? "class" : undefined;
}

/** Statements, type declarations, and the members of every object type inside of them. */
function anchorsOf(source: TS.SourceFile): readonly Anchor[] {
  const anchors: Anchor[] = [];
  const add = (kind: Anchor["kind"], node: TS.Node): void => {
    const start = node.getStart(source);
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    anchors.push({ kind, leadingStart: node.pos, start, end: node.end, line });
  };
  const visit = (node: TS.Node): void => {
    if (ts.isTypeElement(node) || ts.isEnumMember(node)) add("field", node);
    ts.forEachChild(node, visit);
  };
  for (const statement of source.statements) {
    const kind = kindOf(statement);
    add(kind === undefined || kind === "class" ? "statement" : "type", statement);
    if (kind !== undefined && kind !== "class") ts.forEachChild(statement, visit);
  }
  add("end", source.endOfFileToken);
  return anchors;
}

/** The first one; those behind it are mostly its consequences. */
function syntaxErrors(source: TS.SourceFile, display: string): readonly Diagnostic[] {
  // What the parser noted; the declared type leaves it out.
  const noted = "parseDiagnostics" in source && Array.isArray(source.parseDiagnostics) ? source.parseDiagnostics : [];
  return noted.slice(0, 1).map((one) => diagnosticOf(one, () => display));
}
