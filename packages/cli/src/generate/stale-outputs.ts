import { readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { GENERATED_COMMENT } from "#docs/api-reference.ts";
import type { GeneratedFile } from "#files/generated-file.ts";
import { GENERATED_LINE } from "#typescript/typescript-text.ts";
import type { GeneratorName } from "#project/generate-settings.ts";
import type { ResolvedSettings } from "./settings.ts";
import { entriesOf, sourceFolders } from "./source-folders.ts";

/**
 * Files that an earlier run must have written, and that nothing leads to any more: relative to the project, sorted. Only the generators of
 * the settings are looked at, and only files that bear our sign: the generated name of what they hold, or the line that says so.
 */
export function staleOutputs(
  project: string,
  settings: ResolvedSettings,
  files: readonly GeneratedFile[],
): readonly string[] {
  const wanted = new Set(files.map(({ path }) => resolve(project, path)));
  const asked = (name: GeneratorName): boolean => settings.generators.includes(name);
  const candidates = [
    ...(asked("crd") ? filesIn(project, settings.crd.output).filter(isGeneratedCrd) : []),
    ...(asked("rbac") ? filesIn(project, settings.rbac.output).filter(isNamed(settings.rbac.fileName)) : []),
    ...(asked("webhook") ? filesIn(project, settings.webhook.output).filter(isNamed("manifests.yaml")) : []),
    ...(asked("docs") ? filesIn(project, settings.docs.output).filter(isGeneratedDocument) : []),
    ...codeFiles(project, settings, asked),
  ];
  return candidates
    .filter((file) => !wanted.has(file))
    .map((file) => relative(project, file).split(sep).join("/"))
    .sort();
}

function filesIn(project: string, folder: string): readonly string[] {
  const absolute = resolve(project, folder);
  return entriesOf(absolute)
    .filter((entry) => entry.isFile())
    .map((entry) => join(absolute, entry.name));
}

function codeFiles(
  project: string,
  { paths }: ResolvedSettings,
  asked: (name: GeneratorName) => boolean,
): readonly string[] {
  const names = (["kinds", "applyconfiguration"] as const).filter(asked).map((name) => `zz_generated.${name}.ts`);
  if (names.length === 0) return [];
  return sourceFolders(project, paths)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .filter((file) => startOf(file).includes(GENERATED_LINE));
}

/** CRDs of other origin may stand in the same folder: ours has the name that follows from its content. */
function isGeneratedCrd(file: string): boolean {
  if (!file.endsWith(".yaml")) return false;
  const text = startOf(file);
  if (!/^kind: CustomResourceDefinition$/m.test(text)) return false;
  const [, plural = "", group = ""] = /^ {2}name: ([a-z0-9-]+)\.([a-z0-9.-]+)$/m.exec(text) ?? [];
  return file.endsWith(`${sep}${group}_${plural}.yaml`);
}

function isGeneratedDocument(file: string): boolean {
  return file.endsWith(".md") && startOf(file).includes(GENERATED_COMMENT);
}

function isNamed(name: string): (file: string) => boolean {
  return (file) => file.endsWith(`${sep}${name}`);
}

/** Enough to see what a file is; the empty string when it cannot be read. */
function startOf(file: string): string {
  try {
    return readFileSync(file, "utf8").slice(0, 8192);
  } catch {
    return "";
  }
}
