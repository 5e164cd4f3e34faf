import type { Fields, Int64, Time } from "./scalars.ts";

/**
 * The part that every Kubernetes object has. Objects are plain JSON as the server sent it: times are strings, unknown
 * fields are kept.
 */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}

/** Standard object's metadata. See https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: Int64;
  readonly creationTimestamp?: Time;
  readonly deletionTimestamp?: Time;
  readonly deletionGracePeriodSeconds?: Int64;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
  readonly selfLink?: string;
}

/** A reference to an owner in the same namespace, or to a cluster-scoped one. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Which manager set which fields. See https://kubernetes.io/docs/reference/using-api/server-side-apply/ */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: string;
  readonly apiVersion?: string;
  readonly time?: Time;
  readonly fieldsType?: string;
  readonly fieldsV1?: Fields;
  readonly subresource?: string;
}

/** One observation of an object's state (`metav1.Condition`). */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly observedGeneration?: Int64;
  readonly lastTransitionTime: Time;
  readonly reason: string;
  readonly message: string;
}

/** A custom resource with a desired and an observed state. */
export interface CustomResource<Spec, Status = never> extends KubernetesObject {
  readonly spec: Spec;
  readonly status?: Status;
}

/** An object as the API server returned it: it has a name, a UID and a resource version. */
export type Persisted<T extends KubernetesObject> = T & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta & {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: Time;
  };
};
