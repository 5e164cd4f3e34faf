import type { ObjectKey } from "#meta/key.ts";
import type { Kind } from "#meta/kind.ts";
import { apiVersionOf } from "#meta/kind.ts";
import type { SelectorOptions } from "./client.ts";

/** Query parameters; undefined ones are left out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** Path of all objects of a kind, in one namespace or in all. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const root = kind.group === "" ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  if (namespace === undefined || namespace === "" || kind.scope === "Cluster") return `${root}/${kind.plural}`;
  return `${root}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
}

/** Path of one object, or of a part of it. Throws when the key lacks what the kind needs. */
export function objectPath(kind: Kind, key: ObjectKey, subresource?: string): string {
  if (typeof key.name !== "string" || key.name === "") throw incomplete(kind, "a name");
  const path = `${namespacedPath(kind, key.namespace)}/${encodeURIComponent(key.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** Path that an object is created at. Throws when the kind needs a namespace and there is none. */
export function namespacedPath(kind: Kind, namespace: string | undefined): string {
  if (kind.scope === "Namespaced" && (namespace === undefined || namespace === "")) {
    throw incomplete(kind, "a namespace, because its objects live in namespaces");
  }
  return collectionPath(kind, namespace);
}

/** Adds the parameters to a path that may have some already. */
export function withQuery(path: string, query: Query): string {
  let joined = path;
  let separator = path.includes("?") ? "&" : "?";
  for (const name in query) {
    const value = query[name];
    if (value === undefined) continue;
    joined += `${separator}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
    separator = "&";
  }
  return joined;
}

/** The parameters of a label and a field selector. */
export function selectorQuery(options: SelectorOptions): Query {
  return { labelSelector: labelText(options.labels), fieldSelector: fieldText(options.fields) };
}

function labelText(labels: SelectorOptions["labels"]): string | undefined {
  if (labels === undefined || typeof labels === "string") return labels;
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

function fieldText(fields: SelectorOptions["fields"]): string | undefined {
  if (fields === undefined || typeof fields === "string") return fields;
  return Object.entries(fields)
    .map(([field, value]) => `${field}=${value.replace(/[\\,=]/g, "\\$&")}`)
    .join(",");
}

function incomplete(kind: Kind, missing: string): Error {
  return new Error(
    `a request for ${kind.kind} (${apiVersionOf(kind)}) needs ${missing}; give it in the key or in the object's metadata`,
  );
}
