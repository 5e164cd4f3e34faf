import type { ApiModel, ApiPackage } from "#model/model.ts";
import type { ImportExtension } from "#typescript/kind-tokens.ts";

/** What decides how imports end. */
export interface ImportSettings {
  /** Asked for: wins over what the sources show. */
  readonly extension?: ImportExtension;
  /** `allowImportingTsExtensions` or `rewriteRelativeImportExtensions` of the project. */
  readonly tsExtensions?: boolean;
  /** Text of a file of the model; undefined when it cannot be read. */
  readonly readFile: (file: string) => string | undefined;
}

/** As the folder's own files import, else as the others of the project do, else as its compiler options allow. */
export function importExtensionOf(
  folder: ApiPackage,
  model: ApiModel,
  { readFile, tsExtensions, extension }: ImportSettings,
): ImportExtension {
  if (extension !== undefined) return extension;
  const files = [...folder.files, ...model.packages.flatMap((one) => one.files)];
  for (const file of new Set(files)) {
    const specifier = RELATIVE_IMPORT.exec(readFile(file) ?? "")?.[1];
    if (specifier !== undefined) return extensionOf(specifier);
  }
  return tsExtensions === true ? ".ts" : ".js";
}

const RELATIVE_IMPORT = /^\s*(?:import|export)\b[^;"']*?\bfrom\s+["'](\.{1,2}\/[^"']+)["']/m;

function extensionOf(specifier: string): ImportExtension {
  if (specifier.endsWith(".ts")) return ".ts";
  return specifier.endsWith(".js") ? ".js" : "";
}
