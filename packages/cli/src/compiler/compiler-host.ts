import type TS from "@typescript/typescript6";
import type { ModuleFilter } from "./needed-modules.ts";
import type { ProjectFiles } from "./project-files.ts";
import type { SourceCache } from "./source-cache.ts";
import { STANDARD_LIBRARY_PATH } from "./standard-library.ts";
import type { Origin } from "./syntax.ts";
import { ts } from "./typescript.ts";

/** What the compiler reads through. */
export interface HostOptions {
  /** Folder of the project. */
  readonly project: string;
  readonly files: ProjectFiles;
  readonly cache: SourceCache;
  readonly originOf: (path: string) => Origin;
  readonly isNeeded: ModuleFilter;
}

/** The compiler's view of the files. Modules that no API type can come from are not found, which saves reading them. */
export function createCompilerHost(
  { files, cache, project, originOf, isNeeded }: HostOptions,
  options: TS.CompilerOptions,
): TS.CompilerHost {
  const host: TS.CompilerHost = {
    getSourceFile: (path, languageVersion) => cache.sourceFile(path, languageVersion),
    getDefaultLibFileName: () => STANDARD_LIBRARY_PATH,
    getCurrentDirectory: () => project,
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (path) => files.stampOf(path) !== undefined,
    readFile: (path) => files.read(path),
    directoryExists: (path) => files.isFolder(path),
    realpath: (path) => files.realPath(path),
    writeFile: () => undefined,
    // Reference comments bring in libraries, which are not needed.
    resolveTypeReferenceDirectiveReferences: (references) => references.map(() => UNRESOLVED),
    // A module that was missing or not needed may be there or needed now.
    hasInvalidatedResolutions: () => true,
    resolveModuleNameLiterals: (...[literals, containing, redirected, current, source]) => {
      const usesOurs = literals.some((literal) => /^homeostat(\/|$)/.test(literal.text));
      if (usesOurs && originOf(containing).packageName !== "homeostat") cache.users.add(containing);
      const resolved = literals.map((literal) => {
        if (!isNeeded(literal.text, source, originOf(containing))) return UNRESOLVED;
        const mode = ts.getModeForUsageLocation(source, literal, current);
        return ts.resolveModuleName(literal.text, containing, current, host, resolutions, redirected, mode);
      });
      const found = resolved.flatMap(({ resolvedModule }) => resolvedModule?.resolvedFileName ?? []);
      cache.imports.set(containing, found);
      return resolved;
    },
    getModuleResolutionCache: () => resolutions,
  };
  const resolutions = ts.createModuleResolutionCache(project, (path) => path, options);
  return host;
}

const UNRESOLVED = { resolvedModule: undefined, resolvedTypeReferenceDirective: undefined };
