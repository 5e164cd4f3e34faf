import { dirname, relative, sep } from "node:path";
import type { PackageLevels } from "./levels.ts";

/** A source file as text. */
export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Every import, re-export and dynamic import of a file. */
export function importsOf(text: string): readonly string[] {
  const found: string[] = [];
  const patterns = [
    /^\s*(?:import|export)\b[^;"']*?\bfrom\s+["']([^"']+)["']/gm,
    /^\s*import\s+["']([^"']+)["']/gm,
    /\bimport\(\s*["']([^"']+)["']/g,
  ];
  for (const pattern of patterns) for (const match of text.matchAll(pattern)) found.push(match[1] ?? "");
  return found;
}

/** What is wrong with the imports of one file of a package, one sentence each. */
export function importErrors(file: SourceFile, levels: PackageLevels): readonly string[] {
  const inside = relative(`${levels.root}/src`, file.path).split(sep).join("/");
  const folder = dirname(inside) === "." ? "" : (inside.split("/")[0] ?? "");
  const test = /\.test(-[a-z]+)?\.ts$/.test(file.path);
  return importsOf(file.text).flatMap((specifier) => {
    const wrong = importError(specifier, { folder, levels, test, nested: inside.split("/").length > 2 });
    return wrong === undefined ? [] : [`${file.path}: import of "${specifier}": ${wrong}`];
  });
}

interface Importer {
  readonly folder: string;
  readonly levels: PackageLevels;
  readonly test: boolean;
  /** In a folder inside the folder, from where `./` does not reach. */
  readonly nested: boolean;
}

function importError(specifier: string, importer: Importer): string | undefined {
  const { folder, levels } = importer;
  if (specifier.startsWith("../")) return "go across folders by #folder/file.ts";
  if (specifier.startsWith("node:")) return undefined;
  if (specifier.startsWith("./")) return localError(specifier, importer);
  if (specifier.startsWith("#")) {
    const target = specifier.slice(1).split("/")[0] ?? "";
    if (specifier.endsWith("/index.ts") && target !== "apis") return "index.ts is for users of the package";
    if (target === folder)
      return importer.nested || specifier.split("/").length > 2 ? undefined : "inside a folder, import by ./";
    return levelError(target, importer);
  }
  return importer.test ? undefined : crossPackageError(specifier, folder, levels);
}

function localError(specifier: string, importer: Importer): string | undefined {
  if (importer.folder !== "") return specifier === "./index.ts" ? "index.ts is for users of the package" : undefined;
  return undefined;
}

function levelError(target: string, importer: Importer): string | undefined {
  const { levels, folder, test } = importer;
  const to = levels.levels[target];
  if (to === undefined) return `${target} is not in the table of levels`;
  const from = folder === "" ? Number.POSITIVE_INFINITY : levels.levels[folder];
  if (from === undefined) return `${folder} is not in the table of levels`;
  if (test || to < from) return undefined;
  return `${folder} (level ${from}) may not know ${target} (level ${to})`;
}

function crossPackageError(specifier: string, folder: string, levels: PackageLevels): string | undefined {
  const rule = levels.crossPackage.find((one) => one.folders.includes(folder));
  const ours = /^(homeostat|@homeostat\/)/.test(specifier);
  if (!ours) return undefined;
  if (rule !== undefined) {
    return rule.allowed.some((one) => one.test(specifier))
      ? undefined
      : `${folder === "" ? "this folder" : folder} may not use it`;
  }
  return undefined;
}
