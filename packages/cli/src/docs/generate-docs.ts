import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { GeneratedFile } from "#files/generated-file.ts";
import { reachableTypes } from "#kinds/reachable-types.ts";
import type { ApiModel, TypeDeclaration } from "#model/model.ts";
import { apiReference, type DocumentedKind } from "./api-reference.ts";

/** A Markdown reference of every group and version: kinds, their fields, defaults and validation. */
export function generateDocs(
  model: ApiModel,
  crds: readonly GeneratedCrd[],
  { output }: { readonly output: string },
): { readonly files: readonly GeneratedFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const order = new Map(
    model.packages.flatMap((one) => one.kinds).map(({ declaration }, index) => [declaration, index]),
  );
  const byFile = new Map<string, readonly DocumentedKind[]>();
  for (const kind of crds.flatMap(kindsOf)) {
    const name = docFileName(kind);
    byFile.set(name, [...(byFile.get(name) ?? []), kind]);
  }
  const files = [...byFile].map(([name, kinds]) => {
    const sorted = kinds.toSorted((a, b) => placeOf(a, order) - placeOf(b, order));
    const types = reachableTypes(sorted.map(({ declaration }) => declaration));
    return { path: output === "." ? name : `${output}/${name}`, content: apiReference(sorted, sortedByName(types)) };
  });
  return { files, diagnostics: [] };
}

function kindsOf({ crd: { spec }, versions }: GeneratedCrd): readonly DocumentedKind[] {
  return versions.map(({ version, declaration }) => ({
    declaration,
    version,
    group: spec.group,
    scope: spec.scope,
    names: spec.names,
    traits: spec.versions.find(({ name }) => name === version) ?? {},
  }));
}

function docFileName({ group, version }: DocumentedKind): string {
  return `${group === "" ? "core" : group}_${version}.md`;
}

function placeOf({ declaration }: DocumentedKind, order: ReadonlyMap<TypeDeclaration, number>): number {
  return order.get(declaration) ?? 0;
}

function sortedByName(types: readonly TypeDeclaration[]): readonly TypeDeclaration[] {
  return types.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
