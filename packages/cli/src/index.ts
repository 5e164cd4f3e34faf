/**
 * The generators as functions, for build scripts: what `homeostat generate` runs. The command itself is `homeostat`.
 */
export type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
export { DiagnosticError } from "#diagnostics/diagnostic.ts";
export { renderDiagnostics, type RenderOptions } from "#diagnostics/render.ts";
export type { GeneratedFile } from "#files/generated-file.ts";
export { writeFiles, type WriteResult } from "#files/write-files.ts";
export { generate, type GenerateCache, type GenerateOptions, type GenerateResult } from "#generate/generate.ts";
export { resolveSettings, type ResolvedSettings } from "#generate/settings.ts";
export {
  GENERATORS,
  type CrdSettings,
  type GenerateSettings,
  type GeneratorName,
  type KindsSettings,
  type OutputSettings,
  type RbacSettings,
} from "#project/generate-settings.ts";
export { loadProject } from "#project/load-project.ts";
export type { ProjectFile } from "#project/project-file.ts";
