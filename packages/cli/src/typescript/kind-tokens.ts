import { GENERATED_LINE, importStatement } from "./typescript-text.ts";

/** Name of the file with the `Kind` tokens of a folder. */
export const KINDS_FILE = "zz_generated.kinds.ts";

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

/** The text of `KINDS_FILE`: a token for each kind, with the name and the type of the kind, which is imported from `module`. */
export function kindTokensText(kinds: readonly (KindNames & { readonly module: string })[]): string {
  const taken = new Set(kinds.map(({ kind }) => kind));
  const imports = [...new Set(kinds.map(({ module }) => module))].map((module) =>
    importStatement(
      kinds.filter((one) => one.module === module).map(({ kind }) => `${kind} as ${objectName(kind, taken)}`),
      module,
    ),
  );
  const token = taken.has("Kind") ? "MetaKind" : "Kind";
  const meta = ["defineKind", token === "Kind" ? "type Kind" : `type Kind as ${token}`];
  const head = `${GENERATED_LINE}\n${importStatement(meta, "homeostat/meta", "import")}`;
  const tokens = kinds.map((names) => tokenText(names, objectName(names.kind, taken), token));
  return `${head}${imports.join("")}${tokens.join("")}`;
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
