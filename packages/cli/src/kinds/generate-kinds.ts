import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { GeneratedFile } from "#files/generated-file.ts";
import type { ApiModel, ApiPackage, KindDeclaration, TypeDeclaration } from "#model/model.ts";
import { importExtensionOf, type ImportExtension, type ImportSettings } from "./import-extension.ts";
import { GENERATED_LINE, importStatement } from "./typescript-text.ts";

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
    const content = fileText(kinds, importExtensionOf(folder, model, settings));
    files.push({ path: kindsFileOf(folder), content });
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

const KINDS_FILE = "zz_generated.kinds.ts";

/** What a CRD says of one kind in one version. */
interface KindNames {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
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

function fileText(kinds: readonly NamedKind[], extension: ImportExtension): string {
  const taken = new Set(kinds.map(({ declaration: { name } }) => name));
  const imports = [...new Set(kinds.map(({ file }) => file))].map((file) =>
    importStatement(
      kinds
        .filter((kind) => kind.file === file)
        .map(({ declaration: { name } }) => `${name} as ${objectName(name, taken)}`),
      `./${file.slice(file.lastIndexOf("/") + 1).replace(/\.[cm]?ts$/, (ending) => compiledEnding(ending, extension))}`,
    ),
  );
  const head = `${GENERATED_LINE}\n${importStatement(["defineKind", "type Kind"], "homeostat/meta", "import")}`;
  const tokens = kinds.map((kind) => tokenText(kind, objectName(kind.declaration.name, taken)));
  return `${head}${imports.join("")}${tokens.join("")}`;
}

/** `.mts` and `.cts` keep their letter. */
function compiledEnding(ending: string, extension: ImportExtension): string {
  if (extension === ".ts") return ending;
  return ending === ".ts" ? extension : ending.replace("ts", "js");
}

/** What the type of a kind is imported as: the token has the name of the kind itself. */
function objectName(name: string, taken: ReadonlySet<string>): string {
  let object = `${name}Object`;
  while (taken.has(object)) object += "Type";
  return object;
}

function tokenText({ declaration: { name }, names }: NamedKind, object: string): string {
  return `
export type ${name} = ${object};
export const ${name}: Kind<${object}, "${names.scope}"> = defineKind<${object}>()({
  group: ${JSON.stringify(names.group)},
  version: ${JSON.stringify(names.version)},
  kind: ${JSON.stringify(names.kind)},
  plural: ${JSON.stringify(names.plural)},
  scope: ${JSON.stringify(names.scope)},
});
`;
}
