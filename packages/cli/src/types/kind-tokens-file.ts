import type { GeneratedFile } from "#files/generated-file.ts";
import { groupBy } from "./group-by.ts";
import { GENERATED_LINE, importStatement } from "./types-file.ts";

/** How a relative import ends: what the compiler of the project accepts. */
export type ImportExtension = ".ts" | ".js" | "";

/** The names of a kind in one version. */
export interface KindNames {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
}

/** `zz_generated.kinds.ts`: the `Kind` tokens of a folder, each with the name and the type of its kind, which `file` declares. */
export function kindTokensFile(
  folder: string,
  kinds: readonly (KindNames & { readonly file: string })[],
  extension: ImportExtension,
): GeneratedFile {
  const taken = new Set(kinds.map(({ kind }) => kind));
  const objects = new Map(kinds.map(({ kind }) => [kind, objectName(kind, taken)]));
  const imports = [...groupBy(kinds, ({ file }) => file)].map(([file, users]) =>
    importStatement(
      "import type",
      users.map(({ kind }) => `${kind} as ${objects.get(kind) ?? ""}`),
      `./${file.slice(0, -".ts".length)}${extension}`,
    ),
  );
  const token = taken.has("Kind") ? "MetaKind" : "Kind";
  const meta = ["defineKind", token === "Kind" ? "type Kind" : `type Kind as ${token}`];
  const head = `${GENERATED_LINE}\n${importStatement("import", meta, "homeostat/meta")}`;
  const tokens = kinds.map((names) => tokenText(names, objects.get(names.kind) ?? "", token));
  return { path: `${folder}/zz_generated.kinds.ts`, content: `${head}${imports.join("")}${tokens.join("")}` };
}

/** What the type of a kind is imported as: the token has the name of the kind itself. */
function objectName(kind: string, taken: ReadonlySet<string>): string {
  let object = `${kind}Object`;
  while (taken.has(object)) object += "Type";
  return object;
}

function tokenText({ group, version, kind, plural, scope }: KindNames, object: string, token: string): string {
  return `
export type ${kind} = ${object};
export const ${kind}: ${token}<${object}, "${scope}"> = defineKind<${object}>()({
  group: ${JSON.stringify(group)},
  version: ${JSON.stringify(version)},
  kind: ${JSON.stringify(kind)},
  plural: ${JSON.stringify(plural)},
  scope: ${JSON.stringify(scope)},
});
`;
}
