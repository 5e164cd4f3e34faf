import type { GroupVersionKind, Schema } from "#structural/schema.ts";
import { readData } from "./data.ts";

/** A schema of an OpenAPI v3 document as the real server publishes it, with `$ref`s to `#/components/schemas/<name>`. */
export type OpenApiSchema = Readonly<Record<string, unknown>>;

/**
 * The definitions of all built-in kinds as they stand in the server's OpenAPI v3 documents, by name
 * (`io.k8s.api.core.v1.Pod`); for publishing. Parsed anew by every call: keep what you need.
 */
export function builtinDefinitions(): Readonly<Record<string, OpenApiSchema>> {
  return readData("definitions");
}

/** Definitions with `$ref`s replaced by shared nodes, so that the graph may be cyclic. */
export interface Definitions {
  /** The schema of a kind; undefined when there is none. */
  ofKind(kind: GroupVersionKind): Schema | undefined;
  /** The name of the definition that this node is; undefined for nodes inside of one. */
  nameOf(schema: Schema): string | undefined;
}

/** Parses the table; the definitions that a kind needs are linked when it is first asked for. */
export function loadDefinitions(): Definitions {
  const definitions = readData<Record<string, Node>>("definitions");
  const linked = new Map<Node, string>();
  const byKind = new Map<string, string>();
  for (const [name, node] of Object.entries(definitions)) {
    for (const kind of node["x-kubernetes-group-version-kind"] ?? []) byKind.set(kindKey(kind), name);
  }

  const definition = (name: string): Node => {
    const node = definitions[name];
    if (node === undefined) throw new Error(`the table of built-in schemas has no definition ${name}`);
    if (linked.has(node)) return node;
    linked.set(node, name);
    Object.assign(node, LEAVES[name]);
    link(node, definition);
    return node;
  };

  return {
    ofKind(kind) {
      const name = byKind.get(kindKey(kind));
      return name === undefined ? undefined : definition(name);
    },
    nameOf: (schema) => linked.get(schema),
  };
}

/** A node of the table before (`$ref`) and after (`Schema`) linking, which happens in place. */
type Node = { -readonly [K in keyof Schema]: Schema[K] } & { $ref?: string };

function link(node: Node, definition: (name: string) => Node): void {
  const properties: Record<string, Node> | undefined = node.properties;
  for (const key in properties) properties[key] = target(properties[key] as Node, definition);
  if (node.items !== undefined) node.items = target(node.items, definition);
  if (typeof node.additionalProperties === "object") {
    node.additionalProperties = target(node.additionalProperties, definition);
  }
}

const REFERENCE = "#/components/schemas/";

/**
 * What a child node stands for. The documents write a reference as `{default, allOf: [{$ref}]}`; the default of a struct
 * (`{}`) says only that Go has no absent structs, so it is dropped and the definition itself is shared.
 */
function target(node: Node, definition: (name: string) => Node): Node {
  const only = node.allOf?.length === 1 ? (node.allOf[0] as Node) : undefined;
  const reference = node.$ref ?? only?.$ref;
  if (reference === undefined) {
    link(node, definition);
    return node;
  }
  const shared = definition(reference.slice(REFERENCE.length));
  const own = Object.entries(node).filter(([key]) => key.startsWith("x-kubernetes-"));
  return own.length === 0 ? shared : Object.assign(Object.create(null) as Node, shared, Object.fromEntries(own));
}

const ANYTHING: Schema = { "x-kubernetes-preserve-unknown-fields": true };
const EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

/** Definitions that are special types in Go, not structs: what the documents do not say about them. */
const LEAVES: Readonly<Record<string, Schema>> = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { format: "quantity" },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { "x-kubernetes-int-or-string": true },
  "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": { format: "micro-time" },
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": ANYTHING,
  "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": ANYTHING,
  "io.k8s.apimachinery.pkg.runtime.RawExtension": ANYTHING,
  [`${EXTENSIONS}JSON`]: ANYTHING,
  [`${EXTENSIONS}JSONSchemaPropsOrArray`]: ANYTHING,
  [`${EXTENSIONS}JSONSchemaPropsOrBool`]: ANYTHING,
  [`${EXTENSIONS}JSONSchemaPropsOrStringArray`]: ANYTHING,
};

function kindKey({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}/${kind}`;
}
