import { formatTime } from "homeostat/internal/meta/time.ts";
import type { KindRules } from "#resources/kind-rules.ts";
import {
  claimDefaults,
  endpointsDefaults,
  limitRangeDefaults,
  namespaceDefaults,
  nodeDefaults,
  persistentVolumeDefaults,
  secretDefaults,
} from "#resources/defaults/cluster.ts";
import { fields, fill, text, texts, type Fields } from "#resources/fields.ts";
import { validateNamespaceUpdate, validateNode } from "#resources/validation/cluster.ts";
import {
  secretWarnings,
  validateConfigMap,
  validateConfigMapUpdate,
  validateSecret,
  validateSecretUpdate,
} from "#resources/validation/configuration.ts";
import { validateCoreEvent, validateEvent, validateEventUpdate } from "#resources/validation/event.ts";
import { validateLimitRange, validateResourceQuota, validateResourceQuotaUpdate } from "#resources/validation/quota.ts";
import { validateClaim, validateClaimUpdate, validatePersistentVolume } from "#resources/validation/storage.ts";
import { validateEndpoints } from "#resources/validation/networking.ts";
import { ofWholeObject } from "#resources/whole-object.ts";
import type { ApiObject } from "#storage/store.ts";

const namespaces: KindRules = {
  nameKind: "label",

  defaults: ofWholeObject(namespaceDefaults),
  prepareForCreate(namespace) {
    const spec = fields(namespace["spec"]);
    const finalizers = texts(spec["finalizers"]);
    const kubernetes = finalizers.includes("kubernetes") ? finalizers : [...finalizers, "kubernetes"];
    const named = ofWholeObject(namespaceDefaults)(namespace);
    return { ...named, spec: { ...spec, finalizers: kubernetes }, status: { phase: "Active" } };
  },
  prepareForUpdate(namespace, old, context) {
    const oldSpec = fields(old["spec"]);
    // Only /finalize changes the finalizers of the spec.
    if (context.subresource === "finalize") {
      return { ...old, metadata: namespace.metadata, spec: { ...oldSpec, ...withFinalizers(namespace) } };
    }
    const finalizers = oldSpec["finalizers"];
    const spec = { ...fields(namespace["spec"]), ...(finalizers === undefined ? {} : { finalizers }) };
    return { ...namespace, spec };
  },
  validateUpdate: validateNamespaceUpdate,
  returnsDeletedObject: true,
};

function withFinalizers(namespace: ApiObject): Fields {
  return { finalizers: texts(fields(namespace["spec"])["finalizers"]) };
}

const persistentvolumes: KindRules = {
  defaults: ofWholeObject(persistentVolumeDefaults),
  prepareForCreate: (volume, context) => ({
    ...volume,
    status: { phase: "Pending", lastPhaseTransitionTime: formatTime(context.nowMs) },
  }),
  prepareForUpdate(volume, old, context) {
    if (context.subresource !== "status") return volume;
    const [before, after] = [fields(old["status"]), fields(volume["status"])];
    if (before["phase"] === after["phase"])
      return { ...volume, status: fill(after, { lastPhaseTransitionTime: before["lastPhaseTransitionTime"] }) };
    const given = after["lastPhaseTransitionTime"];
    const isNew = given !== undefined && given !== before["lastPhaseTransitionTime"];
    return { ...volume, status: { ...after, lastPhaseTransitionTime: isNew ? given : formatTime(context.nowMs) } };
  },
  validate: validatePersistentVolume,
  returnsDeletedObject: true,
};

/** Kinds of the core group without a file of their own. */
export const coreKinds: Readonly<Record<string, KindRules>> = {
  namespaces,
  persistentvolumes,
  configmaps: { validate: validateConfigMap, validateUpdate: validateConfigMapUpdate },
  secrets: {
    defaults: ofWholeObject(secretDefaults),
    // A client that leaves the type out of an update does not mean to change it.
    prepareForUpdate: (secret, old) => (text(secret["type"]) === "" ? { ...secret, type: old["type"] } : secret),
    validate: validateSecret,
    validateUpdate: validateSecretUpdate,
    warnings: secretWarnings,
  },
  serviceaccounts: { returnsDeletedObject: true },
  endpoints: { defaults: ofWholeObject(endpointsDefaults), validate: validateEndpoints, allowCreateOnUpdate: true },
  events: { nameKind: "pathSegment", validate: validateCoreEvent, allowCreateOnUpdate: true },
  "events.events.k8s.io": {
    nameKind: "pathSegment",

    validate: validateEvent,
    validateUpdate: validateEventUpdate,
    allowCreateOnUpdate: true,
  },
  nodes: { defaults: ofWholeObject(nodeDefaults), keepsStatusOnCreate: true, validate: validateNode },
  persistentvolumeclaims: {
    defaults: ofWholeObject(claimDefaults),
    prepareForCreate: (claim) => ({ ...claim, status: { phase: "Pending" } }),
    validate: validateClaim,
    validateUpdate: validateClaimUpdate,
    returnsDeletedObject: true,
  },
  resourcequotas: {
    validate: validateResourceQuota,
    validateUpdate: validateResourceQuotaUpdate,
    returnsDeletedObject: true,
  },
  limitranges: { defaults: ofWholeObject(limitRangeDefaults), validate: validateLimitRange, allowCreateOnUpdate: true },
};
