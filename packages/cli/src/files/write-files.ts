import { mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync, chmodSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DiagnosticError } from "#diagnostics/diagnostic.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { discard, errorCode, replaceFiles, type Replacement } from "./replace-files.ts";

/** What `writeFiles` did, as the paths of the files. */
export interface WriteResult {
  readonly written: readonly string[];
  /** Their content was so already; they keep their time of change. */
  readonly unchanged: readonly string[];
}

/**
 * Writes all files or none: each is prepared beside its place, and only when all are, they take their places. Folders are made as needed.
 * Paths of `files` are relative to `folder`. Throws DiagnosticError when a file cannot be written; then nothing is changed.
 */
export function writeFiles(folder: string, files: readonly GeneratedFile[]): WriteResult {
  refuseSamePath(files);
  const written: string[] = [];
  const unchanged: string[] = [];
  const replacements: Replacement[] = [];
  const madeFolders: string[] = [];
  let current = "";
  try {
    for (const { path, content } of files) {
      current = path;
      const target = targetOf(resolve(folder, path));
      const old = contentOf(target);
      if (old === content) {
        unchanged.push(path);
        continue;
      }
      madeFolders.push(...makeFolder(dirname(target)));
      replacements.push(prepare(target, content, old !== undefined));
      written.push(path);
    }
    replaceFiles(replacements);
  } catch (error) {
    discard(replacements);
    for (const made of madeFolders.reverse()) removeIfEmpty(made);
    throw describeFailure(error, failedPath(error, replacements, written) ?? current);
  }
  return { written, unchanged };
}

function refuseSamePath(files: readonly GeneratedFile[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (!seen.has(path)) {
      seen.add(path);
      continue;
    }
    const hint = "Give the two generators different folders or file names.";
    throw new DiagnosticError([{ severity: "error", message: `two generated files would be ${path}`, hint }]);
  }
}

/** The file behind a symbolic link, so that the link stays. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Undefined when there is no such file. */
function contentOf(target: string): string | undefined {
  try {
    return readFileSync(target, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes the folder and those above it; gives those made, outermost first. */
function makeFolder(folder: string): readonly string[] {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return [];
  const made: string[] = [];
  for (let one = folder; one !== dirname(first); one = dirname(one)) made.unshift(one);
  return made;
}

/** Writes the content beside its place, with the permissions of the file that is there. */
function prepare(target: string, content: string, exists: boolean): Replacement {
  const prepared = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  const replacement = { target, prepared, exists };
  try {
    writeFileSync(prepared, content);
    if (exists) chmodSync(prepared, statSync(target).mode);
  } catch (error) {
    discard([replacement]);
    throw error;
  }
  return replacement;
}

/** The file whose turn it was when the prepared files took their places. */
function failedPath(
  error: unknown,
  replacements: readonly Replacement[],
  paths: readonly string[],
): string | undefined {
  if (!(error instanceof Error) || !("dest" in error)) return undefined;
  return paths[replacements.findIndex(({ target }) => target === error.dest)];
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Someone else put a file into it meanwhile.
  }
}

function describeFailure(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (code === undefined || error instanceof DiagnosticError) return error;
  const { why, hint } = FAILURES[code] ?? { why: error instanceof Error ? error.message : code, hint: undefined };
  return new DiagnosticError([
    {
      severity: "error",
      message: `cannot write ${path}: ${why}; nothing was changed`,
      ...(hint !== undefined && { hint }),
    },
  ]);
}

const FAILURES: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  EACCES: { why: "permission denied", hint: "Give yourself write permission on the file's folder, or choose another." },
  EPERM: { why: "not permitted", hint: "Give yourself write permission on the file's folder, or choose another." },
  EROFS: { why: "the file system is read-only", hint: "Choose a folder that can be written to." },
  ENOSPC: { why: "no space is left on the device", hint: "Free some space and run the command again." },
  EISDIR: { why: "a folder has its name", hint: "Remove or rename the folder, or choose another output folder." },
  ENOTDIR: {
    why: "a part of its path is a file",
    hint: "Remove or rename that file, or choose another output folder.",
  },
  EEXIST: { why: "a part of its path is a file", hint: "Remove or rename that file, or choose another output folder." },
};
