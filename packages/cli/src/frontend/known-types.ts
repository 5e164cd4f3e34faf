import type { Declaration } from "#compiler/syntax.ts";
import type { KnownType, Scalar } from "#model/model.ts";

/** What a type of the `homeostat` package is to the generators. */
export type HomeostatType =
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  | { readonly kind: "known"; readonly known: KnownType; readonly definition?: string }
  | { readonly kind: "builtin"; readonly definition: string }
  /** `CustomResource<Spec, Status>`. */
  | { readonly kind: "custom resource" }
  /** A type of the runtime that is no API type; what to use instead. */
  | { readonly kind: "unusable"; readonly hint: string };

/**
 * Tells a type of `homeostat/meta` or `homeostat/apis/…` by where it is declared, whatever it is imported as; undefined for types of
 * other packages.
 */
export function homeostatType({ name, origin }: Declaration): HomeostatType | undefined {
  if (origin.packageName !== "homeostat") return undefined;
  const api = /^(?:src|dist)\/apis\/([^/]+)\/([^/]+)\//.exec(origin.packagePath);
  if (api !== null) return apiType(name, `${api[1]}.${api[2]}`);
  return /^(?:src|dist)\/meta\//.test(origin.packagePath) ? (META_TYPES.get(name) ?? UNUSABLE) : UNUSABLE;
}

function apiType(name: string, groupVersion: string): HomeostatType {
  const definition = `${PREFIXES.get(groupVersion) ?? "io.k8s.api"}.${groupVersion}.${name}`;
  if (definition === `${META}.LabelSelector`) return { kind: "known", known: "LabelSelector", definition };
  return { kind: "builtin", definition };
}

const META = "io.k8s.apimachinery.pkg.apis.meta.v1";

/** Where definitions live that are not in `io.k8s.api`. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ["meta.v1", "io.k8s.apimachinery.pkg.apis"],
  ["apiextensions.v1", "io.k8s.apiextensions-apiserver.pkg.apis"],
]);

const UNUSABLE: HomeostatType = {
  kind: "unusable",
  hint: "It is a type of the runtime, not of an API. Types for fields are in homeostat/meta and homeostat/apis.",
};

const META_TYPES: ReadonlyMap<string, HomeostatType> = new Map<string, HomeostatType>([
  ["Int32", { kind: "scalar", scalar: "int32" }],
  ["Int64", { kind: "scalar", scalar: "int64" }],
  ["Integer", { kind: "scalar", scalar: "integer" }],
  ["Double", { kind: "scalar", scalar: "double" }],
  ["Base64", { kind: "scalar", scalar: "base64" }],
  ["Quantity", { kind: "known", known: "Quantity" }],
  ["Duration", { kind: "known", known: "Duration" }],
  ["Time", { kind: "known", known: "Time" }],
  ["MicroTime", { kind: "known", known: "MicroTime" }],
  ["IntOrString", { kind: "known", known: "IntOrString" }],
  ["RawExtension", { kind: "known", known: "RawExtension" }],
  ["JSONValue", { kind: "known", known: "JSONValue" }],
  ["Fields", { kind: "known", known: "Fields" }],
  ["ObjectMeta", { kind: "known", known: "ObjectMeta", definition: `${META}.ObjectMeta` }],
  ["Condition", { kind: "known", known: "Condition", definition: `${META}.Condition` }],
  ["LabelSelector", { kind: "known", known: "LabelSelector", definition: `${META}.LabelSelector` }],
  ["KubernetesObject", { kind: "known", known: "KubernetesObject" }],
  ["OwnerReference", { kind: "builtin", definition: `${META}.OwnerReference` }],
  ["ManagedFieldsEntry", { kind: "builtin", definition: `${META}.ManagedFieldsEntry` }],
  ["CustomResource", { kind: "custom resource" }],
  [
    "ParsedLabelSelector",
    { kind: "unusable", hint: "It is a parsed selector. Objects hold a LabelSelector of homeostat/meta." },
  ],
  ["ParsedQuantity", { kind: "unusable", hint: "It is a parsed amount. Objects hold a Quantity of homeostat/meta." }],
  ["Persisted", { kind: "unusable", hint: "It is for objects that were read. Use the type inside of the brackets." }],
]);
