import type { Kind } from "./kind.ts";
import { apiVersionOf, parseApiVersion } from "./kind.ts";
import type { KubernetesObject, OwnerReference } from "./object.ts";

/** How an object is owned. */
export interface OwnedByOptions {
  /** The owner manages the object; there is one controller at most. @default true */
  readonly controller?: boolean;
  /** Foreground deletion of the owner waits for the object. @default the value of `controller` */
  readonly blockOwnerDeletion?: boolean;
}

/**
 * The object with an owner reference, so that it is deleted with its owner and its events wake the owner's controller.
 * A reference to the same owner (group, kind, name) is replaced in place. Throws `OwnerError` for an owner that the garbage
 * collector would not accept, or when the object has another controller.
 * See https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
 */
export function ownedBy<T extends KubernetesObject, O extends KubernetesObject>(
  object: T,
  owner: NoInfer<O>,
  ownerKind: Kind<O>,
  options: OwnedByOptions = {},
): T {
  const { controller = true, blockOwnerDeletion = controller } = options;
  checkScope(object, owner, ownerKind);
  const reference: OwnerReference = {
    apiVersion: apiVersionOf(ownerKind),
    kind: ownerKind.kind,
    name: required(owner.metadata?.name, "name", ownerKind),
    uid: required(owner.metadata?.uid, "uid", ownerKind),
    ...(controller ? { controller } : {}),
    ...(blockOwnerDeletion ? { blockOwnerDeletion } : {}),
  };
  const current = controllerOf(object);
  if (controller && current !== undefined && !isSameOwner(current, reference)) {
    throw new OwnerError(
      "alreadyOwned",
      `cannot make ${ownerKind.kind} ${reference.name} the controller of ${nameOf(object)}: ${current.kind} ${current.name} already is`,
    );
  }
  const others = object.metadata?.ownerReferences ?? [];
  const index = others.findIndex((other) => isSameOwner(other, reference));
  const ownerReferences = index < 0 ? [...others, reference] : others.with(index, reference);
  return { ...object, metadata: { ...object.metadata, ownerReferences } };
}

/** The reference to the controller of an object, if it has one. */
export function controllerOf(object: KubernetesObject): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((reference) => reference.controller === true);
}

/** Whether `owner` (by UID) is among the object's owners, and with `controller` its controller. */
export function isOwnedBy(
  object: KubernetesObject,
  owner: KubernetesObject,
  options: { readonly controller?: boolean } = {},
): boolean {
  const uid = owner.metadata?.uid;
  if (uid === undefined) return false;
  const found = object.metadata?.ownerReferences?.find((reference) => reference.uid === uid);
  return found !== undefined && (options.controller !== true || found.controller === true);
}

/** The object without the reference to an owner (group, kind, name); the same object when there is none. */
export function disowned<T extends KubernetesObject>(
  object: T,
  ownerKind: Pick<Kind, "group" | "kind">,
  ownerName: string,
): T {
  const references = object.metadata?.ownerReferences ?? [];
  const remaining = references.filter(
    (reference) => reference.name !== ownerName || !refersToKind(reference, ownerKind),
  );
  if (remaining.length === references.length) return object;
  return { ...object, metadata: { ...object.metadata, ownerReferences: remaining } };
}

/** Whether a reference is to an object of that group and kind, in whatever version. */
export function refersToKind(reference: OwnerReference, kind: Pick<Kind, "group" | "kind">): boolean {
  return reference.kind === kind.kind && parseApiVersion(reference.apiVersion).group === kind.group;
}

/** Why an object cannot be owned. */
export class OwnerError extends Error {
  readonly reason: "alreadyOwned" | "crossNamespace" | "clusterScopedObject" | "incompleteOwner";
  constructor(reason: OwnerError["reason"], message: string) {
    super(message);
    this.name = "OwnerError";
    this.reason = reason;
  }
}

function checkScope(object: KubernetesObject, owner: KubernetesObject, ownerKind: Kind): void {
  const ownerNamespace = owner.metadata?.namespace;
  if (ownerKind.scope === "Cluster" || ownerNamespace === undefined || ownerNamespace === "") return;
  const namespace = object.metadata?.namespace;
  const attempted = `cannot make ${ownerKind.kind} ${nameOf(owner)} the owner of ${nameOf(object)}`;
  if (namespace === undefined || namespace === "") {
    throw new OwnerError(
      "clusterScopedObject",
      `${attempted}: a namespaced owner needs metadata.namespace on the object, and cannot own a cluster-scoped one`,
    );
  }
  if (namespace !== ownerNamespace) {
    throw new OwnerError("crossNamespace", `${attempted}: an owner must be in the same namespace or be cluster-scoped`);
  }
}

function isSameOwner(a: OwnerReference, b: OwnerReference): boolean {
  return (
    a.name === b.name &&
    a.kind === b.kind &&
    parseApiVersion(a.apiVersion).group === parseApiVersion(b.apiVersion).group
  );
}

function required(value: string | undefined, field: string, kind: Kind): string {
  if (value !== undefined && value !== "") return value;
  throw new OwnerError(
    "incompleteOwner",
    `cannot refer to an owner of kind ${kind.kind} without metadata.${field}: pass the object as the API server returned it`,
  );
}

function nameOf(object: KubernetesObject): string {
  const { namespace, name = object.metadata?.generateName ?? "?" } = object.metadata ?? {};
  return namespace === undefined ? name : `${namespace}/${name}`;
}
