import type { GeneratedFile } from "#files/generated-file.ts";
import { GENERATED_LINE } from "#typescript/typescript-text.ts";

/** `groupversion_info.ts`: the markers that say of which group and version a folder is. */
export function groupVersionFile(
  folder: string,
  {
    group = "",
    version = "",
    skip = false,
  }: { readonly group?: string; readonly version?: string; readonly skip?: boolean },
): GeneratedFile {
  const markers = [`groupName=${group}`, `versionName=${version}`, ...(skip ? ["kubebuilder:skip"] : [])];
  const lines = markers.map((marker) => `// +${marker}\n`).join("");
  return { path: `${folder}/groupversion_info.ts`, content: `${GENERATED_LINE}\n\n${lines}\nexport {};\n` };
}
