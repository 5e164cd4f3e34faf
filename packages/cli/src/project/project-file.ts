import { isMap, LineCounter, parseDocument, type Document } from "yaml";
import { DiagnosticError, type Diagnostic, type Position } from "#diagnostics/diagnostic.ts";
import type { GenerateSettings } from "./generate-settings.ts";
import { readSettings } from "./read-settings.ts";

/** The PROJECT file of kubebuilder, version 3, as far as the generators read it. */
export interface ProjectFile {
  readonly domain?: string;
  readonly projectName?: string;
  readonly generate: GenerateSettings;
}

/** The key of our settings among `plugins`. */
const PLUGIN_KEY = "typescript.homeostat.dev/v1";

/**
 * Reads a PROJECT file. Unknown or mistyped settings of ours are errors with their place; other tools' keys are passed over.
 *
 * @throws DiagnosticError with all that is wrong
 * @see https://book.kubebuilder.io/reference/project-config
 */
export function parseProjectFile(text: string, file: string): ProjectFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, length: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), length: Math.max(length, 1) };
  };
  const syntax = document.errors.map(({ message, pos: [start] }): Diagnostic => ({
    severity: "error",
    message: `the PROJECT file is not YAML: ${message.split("\n")[0] ?? ""}`,
    position: at(start, 1),
    hint: "Correct the YAML; nothing else of the file was read.",
  }));
  if (syntax.length > 0) throw new DiagnosticError(syntax);
  const diagnostics: Diagnostic[] = [];
  checkVersion(document, file, diagnostics);
  const generate = readSettings(document.getIn(["plugins", PLUGIN_KEY], true), { at, diagnostics });
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return { ...stringsOf(document), generate };
}

function checkVersion(document: Document, file: string, diagnostics: Diagnostic[]): void {
  const found: unknown = isMap(document.contents) ? document.get("version") : undefined;
  if (found === "3") return;
  diagnostics.push({
    severity: "error",
    message: `the PROJECT file has version ${found === undefined ? "none" : JSON.stringify(found)}, and only "3" is known`,
    position: { file, line: 1, column: 1 },
    hint: 'Write `version: "3"`, in quotes; older files are migrated by kubebuilder first.',
  });
}

function stringsOf(document: Document): Pick<ProjectFile, "domain" | "projectName"> {
  const domain: unknown = document.get("domain");
  const projectName: unknown = document.get("projectName");
  return {
    ...(typeof domain === "string" ? { domain } : {}),
    ...(typeof projectName === "string" ? { projectName } : {}),
  };
}
