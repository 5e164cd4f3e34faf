import { GENERATORS, type GenerateSettings, type GeneratorName } from "#project/generate-settings.ts";

/** The settings with every default filled in. */
export interface ResolvedSettings {
  readonly generators: readonly GeneratorName[];
  readonly paths: readonly string[];
  readonly headerFile: string | undefined;
  readonly year: string;
  readonly crd: {
    readonly output: string;
    readonly maxDescLen?: number;
    readonly allowDangerousTypes: boolean;
    readonly generateEmbeddedObjectMeta: boolean;
    readonly crdVersions: readonly string[];
  };
  readonly rbac: { readonly output: string; readonly roleName: string; readonly fileName: string };
  readonly webhook: { readonly output: string };
  readonly docs: { readonly output: string };
  readonly importExtension: "ts" | "js" | undefined;
}

/** What the flags say wins over what the PROJECT file says, setting by setting; the rest has its default. */
export function resolveSettings(project: GenerateSettings, flags: GenerateSettings = {}): ResolvedSettings {
  const crd = { ...project.crd, ...flags.crd };
  const rbac = { ...project.rbac, ...flags.rbac };
  const { headerFile, year = "", generators = GENERATORS, paths = ["./..."] } = { ...project, ...flags };
  return {
    generators: GENERATORS.filter((name) => generators.includes(name)),
    paths,
    headerFile,
    year,
    crd: {
      output: folder(crd.output ?? "config/crd/bases"),
      ...(crd.maxDescLen === undefined ? {} : { maxDescLen: crd.maxDescLen }),
      allowDangerousTypes: crd.allowDangerousTypes ?? false,
      generateEmbeddedObjectMeta: crd.generateEmbeddedObjectMeta ?? false,
      crdVersions: crd.crdVersions ?? ["v1"],
    },
    rbac: {
      output: folder(rbac.output ?? "config/rbac"),
      roleName: rbac.roleName ?? "manager-role",
      fileName: rbac.fileName ?? "role.yaml",
    },
    webhook: { output: folder({ ...project.webhook, ...flags.webhook }.output ?? "config/webhook") },
    docs: { output: folder({ ...project.docs, ...flags.docs }.output ?? "docs/api") },
    importExtension: { ...project.kinds, ...flags.kinds }.importExtension,
  };
}

/** With `/`, without `./` in front and `/` at the end. */
function folder(path: string): string {
  return (
    path
      .replaceAll("\\", "/")
      .replace(/^(\.\/)+/, "")
      .replace(/\/+$/, "") || "."
  );
}
