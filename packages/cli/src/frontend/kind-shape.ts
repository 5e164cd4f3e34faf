import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { Field, TypeDeclaration, TypeNode } from "#model/model.ts";

/** Whether a type is a Kubernetes object: it has apiVersion, kind and metadata, and is not a list of others. */
export function isKind(declaration: TypeDeclaration): boolean {
  const root = rootMarker(declaration);
  if (root === false || (!declaration.exported && root === undefined)) return false;
  if (declaration.type.node !== "object") return false;
  return hasObjectFields(declaration.type, new Set()) && !isList(declaration);
}

/** The error for a type that is marked as a kind and is none. */
export function notAKind(declaration: TypeDeclaration): Diagnostic | undefined {
  const marker = declaration.markers.find((one) => one.name === ROOT);
  if (marker === undefined || rootMarker(declaration) !== true || declaration.type.node === "invalid") return undefined;
  if (isKind(declaration) || isList(declaration)) return undefined;
  return {
    severity: "error",
    message: `${declaration.name} is marked as a kind, but has no apiVersion, kind and metadata`,
    position: marker.position,
    hint: `Declare it as interface ${declaration.name} extends CustomResource<${declaration.name}Spec, ${declaration.name}Status>, of homeostat/meta.`,
    related: [{ message: "the type", position: declaration.position }],
  };
}

/** The types and all that they refer to. */
export function reachableTypes(roots: readonly TypeDeclaration[]): ReadonlySet<TypeDeclaration> {
  const found = new Set<TypeDeclaration>();
  const waiting = [...roots];
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    if (found.has(type)) continue;
    found.add(type);
    waiting.push(...referencesIn(type.type));
  }
  return found;
}

const ROOT = "kubebuilder:object:root";

/** What `+kubebuilder:object:root` says; undefined without it. */
function rootMarker({ markers }: TypeDeclaration): boolean | undefined {
  const value = markers.findLast((one) => one.name === ROOT)?.arguments[""];
  return typeof value === "boolean" ? value : undefined;
}

function isList({ name, type }: TypeDeclaration): boolean {
  return name.endsWith("List") && type.node === "object" && fieldOf(type, "items")?.type.node === "array";
}

function hasObjectFields(node: TypeNode, visited: Set<TypeNode>): boolean {
  if (visited.has(node)) return false;
  visited.add(node);
  if (node.node === "known") return node.known === "KubernetesObject";
  if (node.node === "reference") return hasObjectFields(node.target.type, visited);
  if (node.node !== "object") return false;
  if (node.embedded.some((part) => hasObjectFields(part, visited))) return true;
  const metadata = fieldOf(node, "metadata")?.type;
  const hasNames = fieldOf(node, "apiVersion") !== undefined && fieldOf(node, "kind") !== undefined;
  return hasNames && metadata?.node === "known" && metadata.known === "ObjectMeta";
}

function fieldOf(node: Extract<TypeNode, { readonly node: "object" }>, name: string): Field | undefined {
  return node.fields.find((field) => field.name === name);
}

function referencesIn(node: TypeNode): readonly TypeDeclaration[] {
  switch (node.node) {
    case "reference":
      return [node.target];
    case "array":
      return referencesIn(node.items);
    case "map":
      return referencesIn(node.values);
    case "object":
      return [...node.fields.map((field) => field.type), ...node.embedded].flatMap(referencesIn);
    default:
      return [];
  }
}
