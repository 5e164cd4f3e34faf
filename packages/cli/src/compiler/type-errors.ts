import type TS from "@typescript/typescript6";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { diagnosticOf } from "./compiler-diagnostic.ts";
import type { SourceCache } from "./source-cache.ts";
import { ts } from "./typescript.ts";

/** What the checks share. */
export interface TypeErrorOptions {
  readonly cache: SourceCache;
  /** The path as messages show it. */
  readonly display: (path: string) => string;
}

/** Checks a file, unless it was checked before and neither it nor what it imports has changed. */
export function createTypeChecker(
  program: TS.Program,
  { cache, display }: TypeErrorOptions,
): (path: string) => readonly Diagnostic[] {
  const settings = JSON.stringify(program.getCompilerOptions());
  return (path) => {
    const source = program.getSourceFile(path);
    if (source === undefined) return [];
    const files = reachableFiles(program, path, cache.imports);
    const known = cache.typeErrors.get(path);
    if (known?.settings === settings && isSame(known.files, files)) return known.diagnostics;
    const diagnostics = typeErrors(program, source, display);
    cache.typeErrors.set(path, { files, settings, diagnostics });
    return diagnostics;
  };
}

function reachableFiles(
  program: TS.Program,
  root: string,
  imports: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<TS.SourceFile> {
  const found = new Set<TS.SourceFile>();
  const waiting = [root];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const source = program.getSourceFile(path);
    if (source === undefined || found.has(source)) continue;
    found.add(source);
    waiting.push(...(imports.get(path) ?? []));
  }
  return found;
}

function isSame<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

function typeErrors(
  program: TS.Program,
  source: TS.SourceFile,
  display: (path: string) => string,
): readonly Diagnostic[] {
  const isRelevant = ({ start = 0 }: TS.Diagnostic): boolean =>
    source.statements.some(
      (one) =>
        one.pos <= start &&
        start < one.end &&
        (ts.isInterfaceDeclaration(one) ||
          ts.isTypeAliasDeclaration(one) ||
          ts.isEnumDeclaration(one) ||
          ts.isImportDeclaration(one) ||
          ts.isExportDeclaration(one)),
    );
  const [syntaxError] = program.getSyntacticDiagnostics(source);
  if (syntaxError !== undefined) return [diagnosticOf(syntaxError, display)];
  return program
    .getSemanticDiagnostics(source)
    .filter((one) => one.category === ts.DiagnosticCategory.Error && !NOT_FOUND.has(one.code) && isRelevant(one))
    .map((one) => diagnosticOf(one, display));
}

/** "Cannot find name", "Cannot find namespace", with the various advice. */
const NOT_FOUND: ReadonlySet<number> = new Set([
  2304, 2318, 2503, 2552, 2580, 2582, 2583, 2584, 2585, 2591, 2592, 2593, 2833, 2868,
]);
