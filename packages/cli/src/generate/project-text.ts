import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DiagnosticError } from "#diagnostics/diagnostic.ts";

/** Text of a file of the project; undefined when it cannot be read. */
export function readProjectText(project: string, file: string): string | undefined {
  try {
    return readFileSync(resolve(project, file), "utf8");
  } catch {
    return undefined;
  }
}

/**
 * Text of a file that the settings name.
 *
 * @throws DiagnosticError when it cannot be read
 */
export function requireProjectText(project: string, file: string, what: string): string {
  try {
    return readFileSync(resolve(project, file), "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : code;
    throw new DiagnosticError([
      {
        severity: "error",
        message: `${what} ${file} cannot be read: ${why}`,
        hint: "The path is relative to the project's folder; it comes from the flags or from the PROJECT file.",
      },
    ]);
  }
}
