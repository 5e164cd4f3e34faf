import { generateApplyConfigurations } from "#applyconfiguration/generate-apply-configurations.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import { type Diagnostic, hasErrors } from "#diagnostics/diagnostic.ts";
import { generateDocs } from "#docs/generate-docs.ts";
import type { GeneratedFile } from "#files/generated-file.ts";
import { readModel, type ProgramCache } from "#frontend/read-model.ts";
import type { ImportSettings } from "#kinds/import-extension.ts";
import { generateKinds } from "#kinds/generate-kinds.ts";
import type { ApiModel } from "#model/model.ts";
import type { GeneratorName } from "#project/generate-settings.ts";
import { generateRbac } from "#rbac/generate-rbac.ts";
import { generateWebhooks } from "#webhook/generate-webhooks.ts";
import { emitYaml } from "#yaml/emit-yaml.ts";
import { createKnownCrds, type KnownCrds } from "./generated-crds.ts";
import { headerComment } from "./header.ts";
import { missingKinds } from "./missing-kinds.ts";
import { readProjectText, requireProjectText } from "./project-text.ts";
import type { ResolvedSettings } from "./settings.ts";
import { allowsTsExtensions } from "./ts-extensions.ts";

/** What to generate. */
export interface GenerateOptions {
  /** The project's folder, absolute. */
  readonly project: string;
  readonly settings: ResolvedSettings;
  /** Of an earlier run of the same project: what has not changed is not parsed again. */
  readonly previous?: GenerateCache | undefined;
}

/** What one run keeps for the next: parsed files, and the CRDs that were found to be right. Only for `previous`. */
export interface GenerateCache {
  readonly [cached]: true;
}

declare const cached: unique symbol;

interface Kept {
  readonly program: ProgramCache;
  readonly crds: KnownCrds;
}

const kept = new WeakMap<GenerateCache, Kept>();

function keep(parts: Kept): GenerateCache {
  const handle = Object.freeze({}) as GenerateCache;
  kept.set(handle, parts);
  return handle;
}

/** What a run would write. With an error among the diagnostics, `files` is empty: nothing is written unless all is valid. */
export interface GenerateResult {
  readonly files: readonly GeneratedFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly cache: GenerateCache;
}

/**
 * Runs the generators of the settings over the project's sources. Reads files and writes none.
 *
 * @throws DiagnosticError when the project itself cannot be read
 */
export async function generate({ project, settings, previous }: GenerateOptions): Promise<GenerateResult> {
  const { paths } = settings;
  const earlier = previous === undefined ? undefined : kept.get(previous);
  const options = { project, paths, ...(earlier === undefined ? {} : { previous: earlier.program }) };
  const { model, diagnostics, cache: program } = readModel(options);
  const crds = earlier?.crds ?? createKnownCrds();
  const context: Context = { project, settings, model, crds, diagnostics: [...diagnostics] };
  const files = await runGenerators(context);
  const failed = hasErrors(context.diagnostics);
  return {
    files: failed ? [] : withHeaders(files, context),
    diagnostics: context.diagnostics,
    cache: keep({ program, crds }),
  };
}

interface Context {
  readonly project: string;
  readonly settings: ResolvedSettings;
  readonly model: ApiModel;
  readonly crds: KnownCrds;
  readonly diagnostics: Diagnostic[];
}

async function runGenerators(context: Context): Promise<readonly GeneratedFile[]> {
  const { model, settings, diagnostics } = context;
  // What could not be read would be refused again by each generator.
  if (hasErrors(diagnostics)) return [];
  const asked = (name: GeneratorName): boolean => settings.generators.includes(name);
  const ofRbac = asked("rbac") ? rbacFiles(context) : [];
  const ofWebhooks = asked("webhook") ? webhookFiles(context) : [];
  const crds = NEED_CRDS.some(asked) ? await validCrds(context) : [];
  // What is derived from CRDs that are wrong would only repeat their errors.
  if (hasErrors(diagnostics)) return [];
  const imports = importSettings(context);
  const derived = [
    ...(asked("kinds") ? [generateKinds(model, crds, imports)] : []),
    ...(asked("applyconfiguration") ? [generateApplyConfigurations(model, crds)] : []),
    ...(asked("docs") ? [generateDocs(model, crds, { output: settings.docs.output })] : []),
  ];
  for (const one of derived) diagnostics.push(...one.diagnostics);
  const ofCrds = asked("crd") ? crds.map((crd) => crdFile(crd, context)) : [];
  return [...ofCrds, ...ofRbac, ...ofWebhooks, ...derived.flatMap((one) => one.files)];
}

const NEED_CRDS: readonly GeneratorName[] = ["crd", "kinds", "applyconfiguration", "docs"];

/** The CRDs, checked as the API server would; errors go to the context. */
async function validCrds({
  model,
  settings: { crd },
  crds: known,
  diagnostics,
}: Context): Promise<readonly GeneratedCrd[]> {
  diagnostics.push(...missingKinds(model));
  const { output: _, ...options } = crd;
  const { crds, diagnostics: found } = known.generate(model, options);
  diagnostics.push(...found);
  if (!hasErrors(found)) diagnostics.push(...(await known.check(crds)));
  return crds;
}

function crdFile(crd: GeneratedCrd, { settings, crds }: Context): GeneratedFile {
  return { path: inFolder(settings.crd.output, crd.fileName), content: crds.textOf(crd) };
}

function rbacFiles({ model, settings: { rbac }, diagnostics }: Context): readonly GeneratedFile[] {
  const { documents, diagnostics: found } = generateRbac(model, { roleName: rbac.roleName });
  diagnostics.push(...found);
  return documents.length === 0 ? [] : [{ path: inFolder(rbac.output, rbac.fileName), content: yamlText(documents) }];
}

function webhookFiles({ model, settings: { webhook }, diagnostics }: Context): readonly GeneratedFile[] {
  const { documents, diagnostics: found } = generateWebhooks(model, {});
  diagnostics.push(...found);
  return documents.length === 0
    ? []
    : [{ path: inFolder(webhook.output, "manifests.yaml"), content: yamlText(documents) }];
}

function yamlText(documents: readonly object[]): string {
  return documents.map((document) => `---\n${emitYaml(document)}`).join("");
}

function inFolder(folder: string, file: string): string {
  return folder === "." ? file : `${folder}/${file}`;
}

function importSettings({ project, settings }: Context): ImportSettings {
  const { importExtension } = settings;
  return {
    readFile: (file) => readProjectText(project, file),
    tsExtensions: allowsTsExtensions(project),
    ...(importExtension === undefined ? {} : { extension: `.${importExtension}` }),
  };
}

/** The header file's text on top of each file, as a comment of its language. */
function withHeaders(files: readonly GeneratedFile[], { project, settings }: Context): readonly GeneratedFile[] {
  const { headerFile, year } = settings;
  if (headerFile === undefined) return files;
  const text = requireProjectText(project, headerFile, "the header file");
  return files.map(({ path, content }) => {
    const style = path.endsWith(".ts") ? "typescript" : path.endsWith(".md") ? "markdown" : "yaml";
    const header = headerComment(text, style, year);
    return { path, content: style === "yaml" ? `${header}${content}` : `${header}${header && "\n"}${content}` };
  });
}
