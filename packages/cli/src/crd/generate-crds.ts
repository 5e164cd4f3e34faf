import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { ApiModel } from "#model/model.ts";
import { assembleCrd } from "./assemble-crd.ts";
import { createBuiltinSchemas } from "./builtin-schemas.ts";
import type { CrdOptions } from "./crd-options.ts";
import type { KindVersion } from "./crd-version.ts";
import type { GeneratedCrd } from "./generated-crd.ts";
import { type KeptCrd, type KeptCrds, reusableCrd } from "./kept-crds.ts";
import { knownSchema } from "./known-schemas.ts";
import type { SchemaContext } from "./schema-context.ts";
import { createSourceMap } from "./source-map.ts";
import { draftOf } from "./type-schema.ts";
import { unusedMarkers } from "./unused-markers.ts";

/** What `generateCrds` found. */
export interface CrdResult {
  /** In order of their file names. Incomplete when a diagnostic is an error. */
  readonly crds: readonly GeneratedCrd[];
  readonly diagnostics: readonly Diagnostic[];
  /** For the next run; undefined when something was said about the CRDs, which would have to be said again. */
  readonly kept?: KeptCrds | undefined;
}

/**
 * Makes a CustomResourceDefinition of every kind of the model, equal to what controller-gen v0.21 makes of the same types in Go. Those of
 * an earlier run are taken when their kinds have not changed.
 * See https://book.kubebuilder.io/reference/generating-crd
 */
export function generateCrds(model: ApiModel, options: CrdOptions = {}, earlier?: KeptCrds): CrdResult {
  const diagnostics: Diagnostic[] = [];
  const unsupported = (options.crdVersions ?? ["v1"]).filter((version) => version !== "v1");
  if (unsupported.length > 0) return { crds: [], diagnostics: unsupported.map(unsupportedVersion) };
  const context: SchemaContext = {
    options,
    sources: createSourceMap(),
    declared: new Map(),
    flattened: new Map(),
    trail: [],
    builtins: createBuiltinSchemas((type) => knownSchema(type, options)),
    draftOf,
    report: (diagnostic) => void diagnostics.push(diagnostic),
  };
  const made = new Map<string, KeptCrd>();
  for (const [key, { group, versions }] of kindsByGroup(model, context)) {
    const crd = reusableCrd(earlier, { key, versions }, options) ?? assembleCrd(group, versions, context);
    if (crd !== undefined) made.set(key, { versions, crd });
  }
  const kept = diagnostics.length === 0 ? { options: JSON.stringify(options), crds: made } : undefined;
  const crds = Array.from(made.values(), ({ crd }) => crd);
  crds.sort((one, other) => (one.fileName < other.fileName ? -1 : one.fileName > other.fileName ? 1 : 0));
  diagnostics.push(...sameFiles(crds), ...unusedMarkers(model));
  return { crds, diagnostics, kept };
}

interface KindVersions {
  readonly group: string;
  readonly versions: KindVersion[];
}

/** The versions of each kind, in order of their packages, by kind and group. */
function kindsByGroup(model: ApiModel, context: SchemaContext): ReadonlyMap<string, KindVersions> {
  const found = new Map<string, KindVersions>();
  for (const apiPackage of model.packages) {
    if (apiPackage.markers.some(({ name }) => name === "kubebuilder:skip")) continue;
    for (const kind of apiPackage.kinds) {
      const { group } = apiPackage;
      if (group === undefined) {
        context.report({
          severity: "error",
          message: `the kind ${kind.declaration.name} belongs to no API group`,
          position: kind.declaration.position,
          hint: `Add // +groupName=example.com at the top of a file in ${apiPackage.folder}.`,
        });
        continue;
      }
      const key = `${kind.declaration.name}.${group}`;
      const versions = found.get(key);
      if (versions === undefined) found.set(key, { group, versions: [{ package: apiPackage, kind }] });
      else versions.versions.push({ package: apiPackage, kind });
    }
  }
  return found;
}

/** controller-gen would write one over the other. */
function sameFiles(crds: readonly GeneratedCrd[]): readonly Diagnostic[] {
  return crds.slice(1).flatMap((crd, index) => {
    const before = crds[index];
    const declaration = crd.versions[0]?.declaration;
    const first = before?.versions[0]?.declaration;
    if (before?.fileName !== crd.fileName || declaration === undefined || first === undefined) return [];
    return [
      {
        severity: "error",
        message: `the kinds ${first.name} and ${declaration.name} have the same plural, ${crd.crd.spec.names.plural}, and so the same name in the API`,
        position: declaration.position,
        hint: `Give one of them another plural: +kubebuilder:resource:path=${declaration.name.toLowerCase()}s.`,
        related: [{ message: `${first.name} is declared here`, position: first.position }],
      },
    ];
  });
}

function unsupportedVersion(version: string): Diagnostic {
  return {
    severity: "error",
    message: `CRDs cannot be written in apiextensions.k8s.io/${version}: Kubernetes accepts only v1 since release 1.22`,
    hint: "Set crdVersions to v1, or leave it out.",
  };
}
