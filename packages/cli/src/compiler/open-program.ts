import type TS from "@typescript/typescript6";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { createCompilerHost } from "./compiler-host.ts";
import { createModuleFilter } from "./needed-modules.ts";
import { createOriginFinder } from "./origin-finder.ts";
import type { ProjectFiles } from "./project-files.ts";
import { readSettings } from "./settings.ts";
import type { SourceCache } from "./source-cache.ts";
import type { Declaration, Origin } from "./syntax.ts";
import { createTranslator } from "./translate-declaration.ts";
import { createTypeChecker } from "./type-errors.ts";
import { ts } from "./typescript.ts";

/** Type declarations with everything that they refer to. */
export interface Program {
  /** Mistakes of the project's settings. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Whether every file is a module that says nothing of others: then what a file means depends only on itself and on what it imports.
   */
  readonly isModular: boolean;
  /** The top-level type declarations of a file, in order of the source. */
  declarationsOf(path: string): readonly Declaration[];
  /**
   * Type errors in the type declarations and imports of a file. Names that are not found are left out, for they may be of libraries
   * that are not read: whoever resolves a name reports it.
   */
  typeErrorsOf(path: string): readonly Diagnostic[];
}

/** What a program is made from. */
export interface ProgramOptions {
  /** Folder of the project; its `tsconfig.json` is read. */
  readonly project: string;
  /** The files to start from; what they import is found. */
  readonly roots: readonly string[];
  readonly files: ProjectFiles;
  readonly cache: SourceCache;
  /** The path as messages show it. */
  readonly display: (path: string) => string;
}

/** Reads the files and everything they import. Nothing is checked before it is asked for. */
export function openProgram(options: ProgramOptions): Program {
  const { files, cache, display } = options;
  const settings = readSettings(options.project, files, display);
  const originOf = createOriginFinder(files);
  const program = createProgram(options, settings.options, originOf);
  cache.program = program;
  const checker = program.getTypeChecker();
  const translator = createTranslator({
    checker,
    display,
    originOf,
    isLibrary: (file) => program.isSourceFileDefaultLibrary(file),
  });
  return {
    diagnostics: settings.diagnostics,
    isModular: program
      .getSourceFiles()
      .every((file) => program.isSourceFileDefaultLibrary(file) || isSelfContained(file)),
    declarationsOf: (path) => {
      const source = program.getSourceFile(path);
      return source === undefined ? [] : translator.declarationsOf(source);
    },
    typeErrorsOf: createTypeChecker(program, { cache, display }),
  };
}

/** A module without `declare global` and `declare module`. */
function isSelfContained(file: TS.SourceFile): boolean {
  const reachesOut = (one: TS.Statement): boolean =>
    ts.isModuleDeclaration(one) &&
    (ts.isStringLiteral(one.name) || (one.flags & ts.NodeFlags.GlobalAugmentation) !== 0);
  return ts.isExternalModule(file) && !file.statements.some(reachesOut);
}

/** Made anew when it turns out that files beside the roots import from `homeostat`, for what they name of it has to be read too. */
function createProgram(
  options: ProgramOptions,
  settings: TS.CompilerOptions,
  originOf: (path: string) => Origin,
): TS.Program {
  const { files, cache, roots } = options;
  const reachable = [...reachableFrom(roots, cache.imports)];
  const users = new Set([...roots, ...reachable.filter((path) => cache.users.has(path))]);
  const isNeeded = createModuleFilter([...users].flatMap((path) => files.read(path) ?? []));
  const program = ts.createProgram({
    rootNames: roots,
    options: settings,
    host: createCompilerHost({ ...options, originOf, isNeeded }, settings),
    ...(cache.program === undefined ? {} : { oldProgram: cache.program }),
  });
  const isComplete = program
    .getSourceFiles()
    .every(({ fileName }) => users.has(fileName) || !cache.users.has(fileName));
  return isComplete ? program : createProgram(options, settings, originOf);
}

/** The files, and those that they import, as far as it is known. */
function reachableFrom(roots: readonly string[], imports: SourceCache["imports"]): ReadonlySet<string> {
  const found = new Set(roots);
  for (const path of found) for (const imported of imports.get(path) ?? []) found.add(imported);
  return found;
}
