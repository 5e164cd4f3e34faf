import type TS from "@typescript/typescript6";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { ProjectFiles } from "./project-files.ts";
import { createSourceUnit } from "./source-unit.ts";
import { STANDARD_LIBRARY, STANDARD_LIBRARY_PATH } from "./standard-library.ts";
import type { SourceUnit } from "./syntax.ts";
import { ts } from "./typescript.ts";

/** What was read before, kept from one run to the next: a file is parsed again only when it has changed. */
export interface SourceCache {
  /** The file for a program; undefined when there is none. */
  sourceFile(path: string, options: TS.ScriptTarget | TS.CreateSourceFileOptions): TS.SourceFile | undefined;
  /** The file by itself; undefined when there is none. */
  unit(path: string, display: string): SourceUnit | undefined;
  /** Whether a file was checked, and neither it nor what it imports has changed since. */
  isUnchanged(path: string): boolean;
  /** The last program, from which the next one is made. */
  program: TS.Program | undefined;
  /** What each file imports, as far as it was found. */
  readonly imports: Map<string, readonly string[]>;
  /** The files that import from `homeostat`: what they name of it is read. */
  readonly users: Set<string>;
  /** Type errors by file, with what they depend on: the file and all that it imports. */
  readonly typeErrors: Map<string, CheckedFile>;
}

/** The result of a check, which stands as long as none of these files changes. */
export interface CheckedFile {
  readonly files: ReadonlySet<TS.SourceFile>;
  /** The settings that it was checked with. */
  readonly settings: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Begins anew when it holds more than `MAX_ENTRIES` files. */
export function createSourceCache(files: ProjectFiles): SourceCache {
  const sources = new Map<string, Entry>();
  const units = new WeakMap<TS.SourceFile, SourceUnit>();
  const imports = new Map<string, readonly string[]>();
  const typeErrors = new Map<string, CheckedFile>();
  const users = new Set<string>();
  let library: TS.SourceFile | undefined;

  const source = (path: string): TS.SourceFile | undefined => {
    if (path === STANDARD_LIBRARY_PATH) return (library ??= parse(path, STANDARD_LIBRARY));
    const stamp = files.stampOf(path);
    if (stamp === undefined) return undefined;
    const known = sources.get(path);
    if (known?.stamp === stamp) return known.source;
    const text = files.read(path);
    if (text === undefined) return undefined;
    if (sources.size >= MAX_ENTRIES) for (const one of [sources, imports, users, typeErrors]) one.clear();
    const made = known?.source.text === text ? known.source : parse(path, text);
    sources.set(path, { stamp, source: made });
    return made;
  };

  return {
    isUnchanged: (path) => {
      const checked = typeErrors.get(path);
      return checked !== undefined && [...checked.files].every((one) => source(one.fileName) === one);
    },
    program: undefined,
    imports,
    users,
    typeErrors,
    sourceFile: (path, options) => {
      const found = source(path);
      if (found !== undefined && typeof options === "object") {
        // Whether a file is a module, and of which kind, is told by the folder that it is in.
        found.impliedNodeFormat = options.impliedNodeFormat;
        options.setExternalModuleIndicator?.(found);
      }
      return found;
    },
    unit: (path, display) => {
      const found = source(path);
      if (found === undefined) return undefined;
      const unit = units.get(found) ?? createSourceUnit(found, display);
      units.set(found, unit);
      return unit;
    },
  };
}

/** More files than a project with all of its packages has. */
const MAX_ENTRIES = 20_000;

interface Entry {
  readonly stamp: string;
  readonly source: TS.SourceFile;
}

function parse(path: string, text: string): TS.SourceFile {
  return ts.createSourceFile(path, text, {
    languageVersion: LANGUAGE,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
}

/** What all programs are set to. */
export const LANGUAGE: TS.ScriptTarget.ES2023 = ts.ScriptTarget.ES2023;
