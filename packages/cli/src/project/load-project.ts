import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DiagnosticError } from "#diagnostics/diagnostic.ts";
import type { ProjectFile } from "./project-file.ts";

/**
 * The PROJECT file of a folder; without one, a project with no settings.
 *
 * @throws DiagnosticError when the folder does not exist, or the file is wrong
 */
export async function loadProject(folder: string): Promise<ProjectFile> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new DiagnosticError([
      {
        severity: "error",
        message: `the project's folder ${folder} ${existsSync(folder) ? "is a file" : "does not exist"}`,
        hint: "Run homeostat in the project's folder, or name it with --project.",
      },
    ]);
  }
  const file = join(folder, PROJECT_FILE);
  if (!existsSync(file)) return { generate: {} };
  // Loaded only now: many projects have no such file.
  const { parseProjectFile } = await import("./project-file.ts");
  return parseProjectFile(readFileSync(file, "utf8"), PROJECT_FILE);
}

const PROJECT_FILE = "PROJECT";
