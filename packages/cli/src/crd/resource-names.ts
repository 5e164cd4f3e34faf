import type { Marker, MarkerValue } from "#markers/marker.ts";
import { pluralize } from "#names/pluralize.ts";
import type { KindVersion } from "./crd-version.ts";
import type { SchemaContext } from "./schema-context.ts";

/** `spec.names` and `spec.scope`. */
export interface ResourceNames {
  readonly scope: "Namespaced" | "Cluster";
  readonly names: {
    kind: string;
    listKind: string;
    plural: string;
    singular: string;
    shortNames?: readonly string[];
    categories?: readonly string[];
  };
}

/** The names of a kind from `+kubebuilder:resource` of its versions: what all say must agree, because there is one CRD. */
export function resourceNames(versions: readonly KindVersion[], context: SchemaContext): ResourceNames {
  const kind = versions[0]?.kind.declaration.name ?? "";
  const names: ResourceNames["names"] = {
    kind,
    listKind: `${kind}List`,
    plural: pluralize(kind).toLowerCase(),
    singular: kind.toLowerCase(),
  };
  const given = new Map<string, { readonly value: string; readonly marker: Marker }>();
  for (const { kind: version } of versions) {
    for (const marker of version.declaration.markers) {
      if (marker.name !== "kubebuilder:resource") continue;
      const { path, singular, scope, shortName, categories } = marker.arguments;
      const unique = { path, singular, scope: scope ?? "Namespaced" };
      for (const [argument, value] of Object.entries(unique)) agree(given, { argument, value, marker }, context);
      takeList(names, "shortNames", { argument: "shortName", value: shortName, marker }, context);
      takeList(names, "categories", { argument: "categories", value: categories, marker }, context);
    }
  }
  for (const [argument, key] of [
    ["path", "plural"],
    ["singular", "singular"],
  ] as const) {
    const found = given.get(argument);
    if (found === undefined) continue;
    names[key] = found.value;
    context.sources.recordKey(names, key, found.marker.argumentPositions[argument] ?? found.marker.position);
  }
  const position = versions[0]?.kind.declaration.position;
  if (position !== undefined) context.sources.record(names, position);
  return { names, scope: given.get("scope")?.value === "Cluster" ? "Cluster" : "Namespaced" };
}

interface Given {
  readonly argument: string;
  readonly value: MarkerValue | undefined;
  readonly marker: Marker;
}

function agree(
  given: Map<string, { readonly value: string; readonly marker: Marker }>,
  { argument, value, marker }: Given,
  context: SchemaContext,
): void {
  if (typeof value !== "string" || value === "") return;
  const first = given.get(argument);
  if (first !== undefined && first.value !== value) {
    context.report({
      severity: "error",
      message: `+kubebuilder:resource says ${argument}=${value} here and ${argument}=${first.value} in another version, but all versions share one CustomResourceDefinition`,
      position: marker.argumentPositions[argument] ?? marker.position,
      hint: "Repeat the same +kubebuilder:resource in every version.",
      related: [{ message: "the other version", position: first.marker.position }],
    });
  }
  given.set(argument, { value, marker });
}

function takeList(
  names: ResourceNames["names"],
  key: "shortNames" | "categories",
  { argument, value, marker }: Given,
  context: SchemaContext,
): void {
  if (!Array.isArray(value) || value.length === 0) return;
  names[key] = value.map(String);
  context.sources.recordKey(names, key, marker.argumentPositions[argument] ?? marker.position);
}
