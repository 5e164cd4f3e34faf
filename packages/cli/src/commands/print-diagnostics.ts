import { readFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
import { renderDiagnostics } from "#diagnostics/render.ts";
import type { Terminal } from "./terminal.ts";

/** Prints what is wrong, with source lines, to standard error. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], { cwd, err }: Terminal): void {
  const readFile = (file: string): string | undefined => {
    try {
      return readFileSync(resolve(cwd, file), "utf8");
    } catch {
      return undefined;
    }
  };
  err.write(renderDiagnostics(diagnostics, readFile, { color: err.color }));
}

/** Places that are relative to the project, relative to the working directory: as the user would write them. */
export function fromWorkingDirectory(
  diagnostics: readonly Diagnostic[],
  { project, cwd }: { readonly project: string; readonly cwd: string },
): readonly Diagnostic[] {
  if (project === cwd) return diagnostics;
  const moved = (position: Position): Position => ({
    ...position,
    file: relative(cwd, resolve(project, position.file)).split(sep).join("/"),
  });
  return diagnostics.map((one) => ({
    ...one,
    ...(one.position === undefined ? {} : { position: moved(one.position) }),
    ...(one.related === undefined
      ? {}
      : { related: one.related.map((other) => ({ ...other, position: moved(other.position) })) }),
  }));
}
