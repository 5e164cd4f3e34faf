import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { LineCounter, parseAllDocuments } from "yaml";
import { DiagnosticError } from "#diagnostics/diagnostic.ts";
import type { TypesSources } from "#types/generate-types.ts";
import type { Terminal } from "./terminal.ts";

/** What files, folders and standard input (`-`) hold: objects, and OpenAPI documents among them. */
export async function readTypeSources(sources: readonly string[], terminal: Terminal): Promise<TypesSources> {
  const objects: Found[] = [];
  for (const source of sources) {
    if (source === "-") objects.push(...parse(await terminal.readInput(), "standard input"));
    else for (const file of filesOf(source, terminal.cwd)) objects.push(...parse(readSource(file, terminal.cwd), file));
  }
  return {
    objects: objects.filter((one) => !isOpenApi(one)).flatMap(itemsOf),
    documents: objects.filter(isOpenApi),
  };
}

interface Found {
  readonly object: unknown;
  readonly origin: string;
}

/** A file itself, or all YAML and JSON files in a folder and below, sorted. */
function filesOf(source: string, cwd: string): readonly string[] {
  const stat = statSync(resolve(cwd, source), { throwIfNoEntry: false });
  if (stat === undefined)
    throw mistake(`there is no file or folder ${source}`, "Name files, folders, or - for standard input.");
  if (!stat.isDirectory()) return [source];
  const files = readdirSync(resolve(cwd, source), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort();
  if (files.length === 0)
    throw mistake(`the folder ${source} holds no .yaml, .yml or .json files`, "Name another folder.");
  return files.map((name) => join(source, name));
}

function readSource(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw mistake(`${file} cannot be read: ${why}`, "Check the permissions of the file.");
  }
}

function parse(text: string, origin: string): readonly Found[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  // An empty text gives no document and no error.
  return [...documents].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0]);
      throw new DiagnosticError([
        {
          severity: "error",
          message: `${origin} is neither YAML nor JSON: ${error.message.split("\n")[0] ?? ""}`,
          position: { file: origin, line: Math.max(1, line), column: Math.max(1, col) },
          hint: "Correct the text, or leave the file out.",
        },
      ]);
    }
    return { object: document.toJS() as unknown, origin };
  });
}

function isOpenApi({ object }: Found): boolean {
  return typeof object === "object" && object !== null && "openapi" in object;
}

/** The elements of a `List`, as `kubectl get crds -o yaml` writes it. */
function itemsOf({ object, origin }: Found): readonly Found[] {
  if (typeof object !== "object" || object === null || !("items" in object) || !Array.isArray(object.items))
    return [{ object, origin }];
  return object.items.map((item: unknown) => ({ object: item, origin }));
}

function mistake(message: string, hint: string): DiagnosticError {
  return new DiagnosticError([{ severity: "error", message, hint }]);
}
