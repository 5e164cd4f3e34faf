import type { Kind } from "./kind.ts";
import type { KubernetesObject } from "./object.ts";

/** Name and namespace of an object; a cluster-scoped one has no namespace. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

/** The key that a kind needs: forgetting the namespace of a namespaced kind is a compile error. */
export type KeyOf<K extends Kind> =
  K extends Kind<KubernetesObject, infer S>
    ? "Cluster" extends S
      ? ObjectKey
      : { readonly namespace: string; readonly name: string }
    : ObjectKey;

/** The key of an object; throws when it has no name. */
export function keyOf(object: KubernetesObject): ObjectKey {
  const { name, namespace } = object.metadata ?? {};
  if (name === undefined || name === "") throw new Error(`object of kind ${object.kind ?? "?"} has no metadata.name`);
  return namespace === undefined || namespace === "" ? { name } : { namespace, name };
}

/** `namespace/name`, or `name` when there is no namespace: what maps are keyed by. */
export function keyString(key: ObjectKey): string {
  return key.namespace === undefined || key.namespace === "" ? key.name : `${key.namespace}/${key.name}`;
}

/** The reverse of `keyString`. */
export function parseKeyString(text: string): ObjectKey {
  const slash = text.indexOf("/");
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}
