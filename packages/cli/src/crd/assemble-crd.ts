import { crdMetadata } from "./crd-metadata.ts";
import { crdVersion, type CrdVersion, type KindVersion } from "./crd-version.ts";
import type { GeneratedCrd } from "./generated-crd.ts";
import { resourceNames } from "./resource-names.ts";
import type { SchemaContext } from "./schema-context.ts";

/** The CustomResourceDefinition of one kind from all packages that declare a version of it; undefined when none is left. */
export function assembleCrd(
  group: string,
  versions: readonly KindVersion[],
  context: SchemaContext,
): GeneratedCrd | undefined {
  const kept = versions.filter((version) => !isSkipped(version, versions, context));
  if (kept.length === 0) return undefined;
  const sorted = kept.toSorted((one, other) => (one.package.version < other.package.version ? -1 : 1));
  const entries = sorted.map((version) => crdVersion(version, context));
  checkVersions(entries, sorted, context);
  const { names, scope } = resourceNames(kept, context);
  const metadata = crdMetadata(kept, context);
  const crd = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { ...metadata, name: `${names.plural}.${group}` },
    spec: { group, names, scope, versions: entries.map((entry) => ({ ...entry })) },
  };
  context.sources.copy(metadata, crd.metadata);
  entries.forEach((entry, index) => {
    const written = crd.spec.versions[index];
    if (written !== undefined) context.sources.copy(entry, written);
  });
  const position = sorted[0]?.kind.declaration.position;
  const groupMarker = sorted[0]?.package.markers.find(({ name }) => name === "groupName");
  if (groupMarker !== undefined) {
    context.sources.recordKey(crd.spec, "group", groupMarker.argumentPositions[""] ?? groupMarker.position);
  }
  if (position !== undefined) for (const node of [crd, crd.metadata, crd.spec]) context.sources.record(node, position);
  return {
    fileName: `${group}_${names.plural}.yaml`,
    crd,
    versions: sorted.map(({ package: { version }, kind }) => ({ version, declaration: kind.declaration })),
    sources: context.sources,
  };
}

function isSkipped(version: KindVersion, all: readonly KindVersion[], context: SchemaContext): boolean {
  const { markers, name } = version.kind.declaration;
  const marker = markers.find((one) => one.name === "kubebuilder:skipversion");
  if (marker === undefined) return false;
  if (all.length === 1) {
    context.report({
      severity: "error",
      message: `+kubebuilder:skipversion leaves out ${version.package.version}, the only version of ${name}`,
      position: marker.position,
      hint: "Remove the marker, or put +kubebuilder:skip into the package to have no CRD at all.",
    });
    return false;
  }
  return true;
}

/** One version is stored, at least one is served, and all have different names. */
function checkVersions(entries: CrdVersion[], versions: readonly KindVersion[], context: SchemaContext): void {
  const [first] = entries;
  const declaration = versions[0]?.kind.declaration;
  if (first === undefined || declaration === undefined) return;
  if (entries.length === 1) first.storage = true;
  const stored = entries.filter((entry) => entry.storage);
  const { name, position } = declaration;
  if (reportTwice(versions, context)) return;
  const names = entries.map((entry) => entry.name).join(", ");
  if (stored.length === 0) {
    context.report({
      severity: "error",
      message: `none of the versions ${names} of ${name} is marked as the one to store`,
      position,
      hint: "Put +kubebuilder:storageversion above the kind in one of them.",
    });
  }
  const [, second] = stored;
  if (second !== undefined) {
    const places = stored.flatMap((entry) => context.sources.positionOf(entry, "storage") ?? []);
    context.report({
      severity: "error",
      message: `${stored.length} versions of ${name} are marked as the one to store: ${stored.map((one) => one.name).join(", ")}`,
      position: context.sources.positionOf(second, "storage") ?? position,
      hint: "Keep +kubebuilder:storageversion in one of them only.",
      related: places.slice(0, 1).map((place) => ({ message: "the first of them", position: place })),
    });
  }
  if (!entries.some((entry) => entry.served)) {
    context.report({
      severity: "error",
      message: `no version of ${name} is served, so that nobody could use it`,
      position: context.sources.positionOf(first, "served") ?? position,
      hint: "Remove +kubebuilder:unservedversion from one version.",
    });
  }
}

/** A folder has one version: a second declaration in it is a mistake of its own. */
function reportTwice(versions: readonly KindVersion[], context: SchemaContext): boolean {
  const seen = new Map<string, KindVersion>();
  for (const version of versions) {
    const { version: name } = version.package;
    const first = seen.get(name);
    if (first !== undefined) {
      const { declaration } = version.kind;
      context.report({
        severity: "error",
        message: `the kind ${declaration.name} is declared twice in version ${name}`,
        position: declaration.position,
        hint: "Remove or rename one of them; another version goes into a folder of its own.",
        related: [{ message: "the first declaration", position: first.kind.declaration.position }],
      });
      return true;
    }
    seen.set(name, version);
  }
  return false;
}
