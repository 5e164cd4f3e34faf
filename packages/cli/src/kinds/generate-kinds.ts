import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { GeneratedFile } from "#files/generated-file.ts";
import type { ApiModel, ApiPackage, KindDeclaration, TypeDeclaration } from "#model/model.ts";
import { type ImportExtension, type KindNames, KINDS_FILE, kindTokensText } from "#typescript/kind-tokens.ts";
import { importExtensionOf, type ImportSettings } from "./import-extension.ts";

/** `zz_generated.kinds.ts` of each folder with kinds: a `Kind` token per kind, with the name and the type of the kind. */
export function generateKinds(
  model: ApiModel,
  crds: readonly NamedCrd[],
  settings: ImportSettings,
): { readonly files: readonly GeneratedFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const named = namesByDeclaration(crds);
  const diagnostics: Diagnostic[] = [];
  const files: GeneratedFile[] = [];
  for (const folder of model.packages) {
    const kinds = folder.kinds.flatMap((kind) => {
      const names = named.get(kind.declaration);
      return names === undefined ? [] : [{ ...kind, names }];
    });
    diagnostics.push(...kinds.flatMap(({ declaration }) => notExported(declaration)));
    if (kinds.length === 0) continue;
    const extension = importExtensionOf(folder, model, settings);
    const tokens = kinds.map((kind) => ({ ...kind.names, module: moduleOf(kind, extension) }));
    files.push({ path: kindsFileOf(folder), content: kindTokensText(tokens) });
  }
  return { files, diagnostics };
}

/** What is read of a generated CRD. */
export interface NamedCrd {
  readonly crd: {
    readonly spec: {
      readonly group: string;
      readonly scope: "Namespaced" | "Cluster";
      readonly names: { readonly kind: string; readonly plural: string };
    };
  };
  /** The kind's declaration in each version. */
  readonly versions: readonly { readonly version: string; readonly declaration: TypeDeclaration }[];
}

/** The generated file of a folder. */
function kindsFileOf(folder: Pick<ApiPackage, "folder">): string {
  return folder.folder === "" || folder.folder === "." ? KINDS_FILE : `${folder.folder}/${KINDS_FILE}`;
}

type NamedKind = KindDeclaration & { readonly names: KindNames };

function namesByDeclaration(crds: readonly NamedCrd[]): ReadonlyMap<TypeDeclaration, KindNames> {
  return new Map(
    crds.flatMap(({ crd: { spec }, versions }) =>
      versions.map(({ version, declaration }) => {
        const { group, scope, names } = spec;
        return [declaration, { group, version, kind: names.kind, plural: names.plural, scope }] as const;
      }),
    ),
  );
}

function notExported(declaration: TypeDeclaration): readonly Diagnostic[] {
  if (declaration.exported) return [];
  return [
    {
      severity: "error",
      message: `no Kind token can be written for ${declaration.name}, because the type is not exported`,
      position: declaration.position,
      hint: `Write \`export\` before it: the token in ${KINDS_FILE} imports the type.`,
    },
  ];
}

/** Where the token's file imports the kind's type from. */
function moduleOf({ file }: NamedKind, extension: ImportExtension): string {
  const name = file.slice(file.lastIndexOf("/") + 1);
  return `./${name.replace(/\.[cm]?ts$/, (ending) => compiledEnding(ending, extension))}`;
}

/** `.mts` and `.cts` keep their letter. */
function compiledEnding(ending: string, extension: ImportExtension): string {
  if (extension === ".ts") return ending;
  return ending === ".ts" ? extension : ending.replace("ts", "js");
}
