import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { readProjectText } from "./project-text.ts";

/** Whether the project's compiler takes imports that end in `.ts`: as its `tsconfig.json`, or one that it extends, says. */
export function allowsTsExtensions(project: string): boolean {
  return isAllowed(join(project, "tsconfig.json"), 0) ?? false;
}

/** Longer chains are circles. */
const MAX_DEPTH = 16;

/** Undefined where neither the file nor what it extends says anything. Only text is looked at: the compiler itself checks the file. */
function isAllowed(file: string, depth: number): boolean | undefined {
  if (file === "") return undefined;
  const text = withoutComments(readProjectText(dirname(file), file) ?? "");
  const said = [...text.matchAll(SETTING)].map(([, value]) => value === "true");
  if (said.length > 0) return said.includes(true);
  if (depth >= MAX_DEPTH) return undefined;
  // Of several, the later ones win.
  const inherited = extendedBy(text).map((name) => isAllowed(locate(name, file), depth + 1));
  return inherited.findLast((one) => one !== undefined);
}

const SETTING = /"(?:rewriteRelativeImportExtensions|allowImportingTsExtensions)"\s*:\s*(true|false)/g;

function extendedBy(text: string): readonly string[] {
  const [, one, several = ""] = /"extends"\s*:\s*(?:"([^"]+)"|\[([^\]]*)\])/.exec(text) ?? [];
  return one === undefined ? [...several.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name) : [one];
}

function locate(name: string, file: string): string {
  const withEnding = name.endsWith(".json") ? name : `${name}.json`;
  if (/^(\.|\/)/.test(name)) return resolve(dirname(file), withEnding);
  for (const candidate of [name, withEnding, `${name}/tsconfig.json`]) {
    try {
      return createRequire(file).resolve(candidate);
    } catch {
      // Another of the forms, or a package that is not there, which the compiler reports.
    }
  }
  return "";
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}
