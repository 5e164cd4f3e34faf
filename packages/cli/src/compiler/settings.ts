import type TS from "@typescript/typescript6";
import { join } from "node:path";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { diagnosticOf } from "./compiler-diagnostic.ts";
import type { ProjectFiles } from "./project-files.ts";
import { LANGUAGE } from "./source-cache.ts";
import { ts } from "./typescript.ts";

/** How the compiler reads a project. */
export interface Settings {
  readonly options: TS.CompilerOptions;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The settings for a project: from its `tsconfig.json` those that say how modules are found and how strict types are; everything
 * about output, libraries and style is ours.
 */
export function readSettings(project: string, files: ProjectFiles, display: (path: string) => string): Settings {
  const path = join(project, "tsconfig.json");
  const text = files.read(path);
  if (text === undefined) return { options: { ...DEFAULTS, ...FIXED }, diagnostics: [] };
  const source = ts.readJsonConfigFile(path, () => text);
  const host: TS.ParseConfigHost = {
    useCaseSensitiveFileNames: true,
    fileExists: (file) => files.stampOf(file) !== undefined,
    readFile: (file) => files.read(file),
    // Which files belong to the project is told by the paths of the command.
    readDirectory: () => [],
  };
  const parsed = ts.parseJsonSourceFileConfigFileContent(source, host, project, undefined, path);
  const errors = [...syntaxErrors(source), ...parsed.errors].filter((error) => !NO_INPUT.has(error.code));
  const kept = Object.entries(parsed.options).filter(([name]) => KEPT.has(name));
  return {
    options: { ...DEFAULTS, ...Object.fromEntries(kept), ...FIXED },
    diagnostics: errors.map((error) => {
      const diagnostic = diagnosticOf(error, display);
      const message = diagnostic.message.replaceAll(`${project}/`, "");
      return { position: { file: display(path), line: 1, column: 1 }, ...diagnostic, message };
    }),
  };
}

/** What the parser noted; the declared type leaves it out. */
function syntaxErrors(source: TS.TsConfigSourceFile): readonly TS.Diagnostic[] {
  return "parseDiagnostics" in source && Array.isArray(source.parseDiagnostics) ? source.parseDiagnostics : [];
}

/** "No inputs were found", "The 'files' list is empty". */
const NO_INPUT: ReadonlySet<number> = new Set([18002, 18003]);

const DEFAULTS: TS.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  strict: true,
};

const KEPT: ReadonlySet<string> = new Set([
  "module",
  "moduleResolution",
  "moduleDetection",
  "moduleSuffixes",
  "customConditions",
  "resolvePackageJsonExports",
  "resolvePackageJsonImports",
  "resolveJsonModule",
  "allowSyntheticDefaultImports",
  "esModuleInterop",
  "baseUrl",
  "paths",
  "pathsBasePath",
  "rootDirs",
  "preserveSymlinks",
  "strict",
  "strictNullChecks",
  "exactOptionalPropertyTypes",
  "noUncheckedIndexedAccess",
]);

const FIXED: TS.CompilerOptions = {
  target: LANGUAGE,
  types: [],
  noEmit: true,
  skipLibCheck: true,
  skipDefaultLibCheck: true,
  allowImportingTsExtensions: true,
  ignoreDeprecations: "6.0",
};
