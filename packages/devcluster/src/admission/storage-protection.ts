import type { ApiObject, Store } from "#storage/store.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { isFor } from "./forbidden.ts";

/**
 * Keeps volumes and claims that are in use from being removed, by a finalizer that the controllers take away.
 * See https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
 */
export const storageProtection: AdmissionPlugin = {
  name: "StorageObjectInUseProtection",
  mutate(request) {
    const { object } = request;
    if (request.operation !== "CREATE" || object === undefined) return undefined;
    if (isFor(request, "", "persistentvolumeclaims")) return withFinalizer(object, "kubernetes.io/pvc-protection");
    if (isFor(request, "", "persistentvolumes")) return withFinalizer(object, "kubernetes.io/pv-protection");
    return undefined;
  },
};

/**
 * Gives claims that name no storage class the default one, the youngest when there are several.
 * See https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
 */
export function defaultStorageClass(store: Store): AdmissionPlugin {
  const table = store.table("storageclasses.storage.k8s.io");
  return {
    name: "DefaultStorageClass",
    mutate(request) {
      const { object } = request;
      if (request.operation !== "CREATE" || object === undefined || !isFor(request, "", "persistentvolumeclaims"))
        return undefined;
      const spec = object["spec"] as { readonly storageClassName?: string };
      const isNamed =
        spec.storageClassName !== undefined ||
        object.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] !== undefined;
      if (isNamed) return undefined;
      const [youngest] = table
        .list()
        .items.filter(
          ({ object: one }) => one.metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true",
        )
        .sort((a, b) => b.createRevision - a.createRevision);
      return youngest === undefined
        ? undefined
        : { ...object, spec: { ...spec, storageClassName: youngest.object.metadata.name } };
    },
  };
}

function withFinalizer(object: ApiObject, finalizer: string): ApiObject | undefined {
  const { finalizers = [] } = object.metadata;
  if (finalizers.includes(finalizer)) return undefined;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}
