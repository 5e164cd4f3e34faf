import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { GeneratedFile } from "#files/generated-file.ts";
import { crdTypesFile, kindFileName, type KindFolder } from "./crd-types.ts";
import { type ForeignCrd, type ForeignObject, type ForeignVersion, readForeignCrd } from "./foreign-crd.ts";
import { jsonEquals } from "./foreign-schema.ts";
import { groupVersionFile } from "./group-version-file.ts";
import { type ImportExtension, KINDS_FILE, kindTokensText } from "#typescript/kind-tokens.ts";
import { openApiFiles } from "./openapi-types.ts";

/** What types are made of. */
export interface TypesSources {
  /** Parsed YAML or JSON documents; objects of other kinds than CustomResourceDefinition are passed over. */
  readonly objects?: readonly ForeignObject[];
  /** Documents of a cluster's `/openapi/v3`, one per group and version. */
  readonly documents?: readonly ForeignObject[];
}

/** Where and how they are written. */
export interface TypesOptions {
  /** The folder that gets `<group>/<version>/…`, relative to the project. Default `apis`. */
  readonly folder?: string;
  /** How imports between the files end. Default `.ts`. */
  readonly importExtension?: ImportExtension;
  /** Only kinds for which this holds. Default all. */
  readonly select?: (kind: {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
    readonly plural: string;
  }) => boolean;
}

/**
 * TypeScript types and `Kind` tokens of kinds that others defined: per group and version a folder with a file of types for each kind,
 * `groupversion_info.ts` and `zz_generated.kinds.ts`. What a CRD says beyond types stands in markers, so generating CRDs from the
 * types gives the same schemas again. Conversion webhooks are not carried over.
 */
export function generateTypes(
  sources: TypesSources,
  options: TypesOptions = {},
): { readonly files: readonly GeneratedFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const { folder = "apis", importExtension = ".ts", select = () => true } = options;
  const diagnostics: Diagnostic[] = [];
  const folders = new Map<string, KindInVersion[]>();
  for (const { object, crd, origin } of readCrds(sources.objects ?? [], diagnostics)) {
    for (const version of crd.spec.versions) {
      if (select({ ...crd.spec.names, group: crd.spec.group, version: version.name })) {
        const path = folderPath(folder, crd.spec.group, version.name);
        addKind(folders, path, { object, crd, version, origin }, diagnostics);
      }
    }
  }
  const ofCrds = [...folders].flatMap(([path, kinds]) => folderFiles(path, kinds, importExtension));
  const given = new Set(
    [...folders.values()]
      .flat()
      .map(({ crd: { spec }, version }) => `${spec.group}/${version.name}/${spec.names.kind}`),
  );
  const pathOf = (group: string, version: string): string => folderPath(folder, group, version);
  const ofDocuments = openApiFiles(sources.documents ?? [], { pathOf, importExtension, select, given });
  diagnostics.push(...ofDocuments.diagnostics);
  return { files: [...ofCrds, ...ofDocuments.files].sort((a, b) => (a.path < b.path ? -1 : 1)), diagnostics };
}

interface KindInVersion {
  readonly object: unknown;
  readonly crd: ForeignCrd;
  readonly version: ForeignVersion;
  readonly origin: string;
}

function readCrds(
  objects: readonly ForeignObject[],
  diagnostics: Diagnostic[],
): readonly Omit<KindInVersion, "version">[] {
  return objects.flatMap((source) => {
    const crd = readForeignCrd(source);
    if (crd === undefined) return [];
    if ("severity" in crd) {
      diagnostics.push(crd);
      return [];
    }
    diagnostics.push(...notCarried(crd, source.origin));
    return [{ object: source.object, crd, origin: source.origin }];
  });
}

/** What of a CRD no marker can say. */
function notCarried({ metadata, spec }: ForeignCrd, origin: string): readonly Diagnostic[] {
  const { kind, listKind } = spec.names;
  const lost = [
    ...(spec.conversion?.strategy === "Webhook" ? ["its conversion webhook"] : []),
    ...(listKind !== undefined && listKind !== "" && listKind !== `${kind}List` ? [`its list kind ${listKind}`] : []),
  ];
  return lost.map((what) => ({
    severity: "info",
    message: `the types of ${metadata.name} (${origin}) do not carry ${what}`,
  }));
}

function addKind(
  folders: Map<string, KindInVersion[]>,
  path: string,
  added: KindInVersion,
  diagnostics: Diagnostic[],
): void {
  const kinds = folders.get(path) ?? [];
  folders.set(path, kinds);
  const same = kinds.find(({ crd }) => crd.spec.names.kind.toLowerCase() === added.crd.spec.names.kind.toLowerCase());
  if (same === undefined) {
    kinds.push(added);
    return;
  }
  if (same.object === added.object || jsonEquals(same.crd.spec, added.crd.spec)) return;
  const { group, names } = added.crd.spec;
  diagnostics.push({
    severity: "error",
    message: `the kind ${names.kind} of ${group}/${added.version.name} is defined twice: by ${same.origin} and by ${added.origin}`,
    hint: "Give only one of them.",
  });
}

function folderFiles(
  path: string,
  kinds: readonly KindInVersion[],
  extension: ImportExtension,
): readonly GeneratedFile[] {
  const names = new Set(kinds.map(({ crd }) => crd.spec.names.kind));
  const folder: KindFolder = { path, taken: new Set(names), kinds: names };
  const [first] = kinds;
  const tokens = kinds.map(({ crd: { spec }, version }) => {
    const { kind, plural } = spec.names;
    const module = `./${kindFileName(kind).slice(0, -".ts".length)}${extension}`;
    return { kind, plural, group: spec.group, scope: spec.scope, version: version.name, module };
  });
  return [
    ...kinds.map(({ crd, version }) => crdTypesFile(crd, version, folder)),
    groupVersionFile(path, { group: first?.crd.spec.group ?? "", version: first?.version.name ?? "" }),
    { path: `${path}/${KINDS_FILE}`, content: kindTokensText(tokens) },
  ];
}

/** `apis/cert-manager.io/v1`; the core group has the folder `core`. */
function folderPath(folder: string, group: string, version: string): string {
  return [folder, group === "" ? "core" : group, version].filter((part) => part !== "" && part !== ".").join("/");
}
