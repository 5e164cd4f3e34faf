import type { GenerateSettings, GeneratorName } from "#project/generate-settings.ts";
import { GENERATORS } from "#project/generate-settings.ts";

/** The flags of `homeostat generate`, as the parser names them. */
export interface GenerateFlags {
  readonly project: string;
  readonly paths?: readonly string[];
  readonly output?: Readonly<Record<string, string>>;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly poll?: boolean;
  readonly prune?: boolean;
  readonly headerFile?: string;
  readonly year?: string;
  readonly maxDescLen?: number;
  readonly allowDangerousTypes?: boolean;
  readonly generateEmbeddedObjectMeta?: boolean;
  readonly crdVersions?: string;
  readonly roleName?: string;
  readonly roleFile?: string;
  readonly importExtension?: "ts" | "js";
}

/** The settings that flags give, to be laid over those of the PROJECT file. */
export function settingsOf(generators: readonly string[], flags: GenerateFlags): GenerateSettings {
  const { output = {}, crdVersions, roleFile } = flags;
  const asked = GENERATORS.filter((name) => generators.includes(name));
  return given({
    generators: asked.length === 0 ? undefined : (asked satisfies readonly GeneratorName[]),
    paths: flags.paths,
    headerFile: flags.headerFile,
    year: flags.year,
    crd: given({
      output: output["crd"],
      maxDescLen: flags.maxDescLen,
      allowDangerousTypes: flags.allowDangerousTypes,
      generateEmbeddedObjectMeta: flags.generateEmbeddedObjectMeta,
      crdVersions: crdVersions === undefined ? undefined : [crdVersions],
    }),
    rbac: given({ output: output["rbac"], roleName: flags.roleName, fileName: roleFile }),
    webhook: given({ output: output["webhook"] }),
    kinds: given({ importExtension: flags.importExtension }),
    docs: given({ output: output["docs"] }),
  });
}

/** What is there: flags that were not given must not hide the PROJECT file's settings. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
