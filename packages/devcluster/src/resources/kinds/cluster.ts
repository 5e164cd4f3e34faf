import type { KindRules } from "#resources/kind-rules.ts";
import {
  admissionBindingDefaults,
  admissionPolicyDefaults,
  mutatingWebhookDefaults,
  validatingWebhookDefaults,
} from "#resources/defaults/admission.ts";
import { autoscalerDefaults } from "#resources/defaults/autoscaler.ts";
import {
  bindingDefaults,
  csiDriverDefaults,
  endpointSliceDefaults,
  flowSchemaDefaults,
  ingressClassDefaults,
  networkPolicyDefaults,
  priorityLevelDefaults,
} from "#resources/defaults/cluster.ts";
import { changeField, changeItems, fields, fill, without, type Fields } from "#resources/fields.ts";
import {
  validateMutatingBinding,
  validateMutatingPolicy,
  validateValidatingBinding,
  validateValidatingPolicy,
  validateWebhooks,
} from "#resources/validation/admission.ts";
import { validateAutoscaler } from "#resources/validation/autoscaler.ts";
import {
  validateDisruptionBudget,
  validateLease,
  validatePriorityClass,
  validatePriorityClassUpdate,
} from "#resources/validation/cluster.ts";
import { validateStorageClass, validateStorageClassUpdate } from "#resources/validation/storage.ts";
import { validateFlowSchema, validatePriorityLevel, validateSigningRequest } from "#resources/validation/control.ts";
import { validateEndpointSlice, validateIngress, validateNetworkPolicy } from "#resources/validation/networking.ts";
import {
  validateBindingUpdate,
  validateClusterRole,
  validateClusterRoleBinding,
  validateRole,
  validateRoleBinding,
} from "#resources/validation/rbac.ts";
import { ofWholeObject } from "#resources/whole-object.ts";
import type { ApiObject } from "#storage/store.ts";

const spec =
  (defaults: (spec: Fields) => Fields) =>
  (object: ApiObject): ApiObject =>
    changeField(object, "spec", defaults);

const autoscalers: KindRules = {
  defaults: (object, version) => {
    if (version !== "v1") return changeField(object, "spec", autoscalerDefaults);
    const metrics = object.metadata.annotations?.["autoscaling.alpha.kubernetes.io/metrics"];
    return changeField(object, "spec", (one) =>
      fill(one, { minReplicas: 1, ...(metrics === undefined ? { targetCPUUtilizationPercentage: 80 } : {}) }),
    );
  },
  validate: validateAutoscaler,
};

const signingRequests: KindRules = {
  nameKind: "pathSegment",

  prepareForUpdate(object, old, context) {
    const [next, before] = [fields(object["status"]), fields(old["status"])];
    // Approving adds conditions, signing adds the certificate; the request itself never changes.
    if (context.subresource === "approval")
      return { ...old, metadata: object.metadata, status: { ...before, ...pick(next, "conditions") } };
    return context.subresource === "status" ? object : { ...object, spec: old["spec"] };
  },
  validate: validateSigningRequest,
};

function pick(value: Fields, key: string): Fields {
  return value[key] === undefined ? {} : { [key]: value[key] };
}

/** Fields of coordinated leader election, which is not on by default: they are dropped. */
function withoutCoordination(lease: Fields): Fields {
  return without(lease, "strategy", "preferredHolder");
}

/** Kinds outside the core group that make no pods. */
export const clusterKinds: Readonly<Record<string, KindRules>> = {
  "leases.coordination.k8s.io": {
    prepareForCreate: spec(withoutCoordination),
    prepareForUpdate: spec(withoutCoordination),
    validate: validateLease,
    allowCreateOnUpdate: true,
    allowUnconditionalUpdate: false,
  },
  "ingresses.networking.k8s.io": { generation: "spec", validate: validateIngress },
  "ingressclasses.networking.k8s.io": { generation: "spec", defaults: ofWholeObject(ingressClassDefaults) },
  "networkpolicies.networking.k8s.io": {
    generation: "spec",
    defaults: ofWholeObject(networkPolicyDefaults),
    validate: validateNetworkPolicy,
  },
  "poddisruptionbudgets.policy": {
    nameKind: "pathSegment",
    generation: "spec",
    validate: validateDisruptionBudget,
    allowUnconditionalUpdate: false,
  },
  "horizontalpodautoscalers.autoscaling": autoscalers,
  "roles.rbac.authorization.k8s.io": { nameKind: "pathSegment", validate: validateRole, allowCreateOnUpdate: true },
  "clusterroles.rbac.authorization.k8s.io": {
    nameKind: "pathSegment",
    validate: validateClusterRole,
    allowCreateOnUpdate: true,
  },
  "rolebindings.rbac.authorization.k8s.io": {
    nameKind: "pathSegment",

    defaults: ofWholeObject(bindingDefaults),
    validate: validateRoleBinding,
    validateUpdate: validateBindingUpdate,
    allowCreateOnUpdate: true,
  },
  "clusterrolebindings.rbac.authorization.k8s.io": {
    nameKind: "pathSegment",

    defaults: ofWholeObject(bindingDefaults),
    validate: validateClusterRoleBinding,
    validateUpdate: validateBindingUpdate,
    allowCreateOnUpdate: true,
  },
  "storageclasses.storage.k8s.io": {
    defaults: (object) => fill(object, { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" }),
    validate: validateStorageClass,
    validateUpdate: validateStorageClassUpdate,
    returnsDeletedObject: true,
  },
  "csidrivers.storage.k8s.io": { defaults: ofWholeObject(csiDriverDefaults), returnsDeletedObject: true },
  "csinodes.storage.k8s.io": { returnsDeletedObject: true },
  "volumeattachments.storage.k8s.io": { returnsDeletedObject: true },
  "priorityclasses.scheduling.k8s.io": {
    generation: "spec",
    defaults: (object) => fill(object, { preemptionPolicy: "PreemptLowerPriority" }),
    validate: validatePriorityClass,
    validateUpdate: validatePriorityClassUpdate,
  },
  "endpointslices.discovery.k8s.io": {
    generation: "spec",
    defaults: ofWholeObject(endpointSliceDefaults),
    validate: validateEndpointSlice,
  },
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": {
    generation: "spec",
    defaults: (object) => changeItems(object, "webhooks", mutatingWebhookDefaults),
    validate: validateWebhooks,
  },
  "validatingwebhookconfigurations.admissionregistration.k8s.io": {
    generation: "spec",
    defaults: (object) => changeItems(object, "webhooks", validatingWebhookDefaults),
    validate: validateWebhooks,
  },
  "validatingadmissionpolicies.admissionregistration.k8s.io": {
    generation: "spec",
    defaults: spec(admissionPolicyDefaults),
    validate: validateValidatingPolicy,
  },
  "validatingadmissionpolicybindings.admissionregistration.k8s.io": {
    generation: "spec",
    defaults: spec(admissionBindingDefaults),
    validate: validateValidatingBinding,
  },
  "mutatingadmissionpolicies.admissionregistration.k8s.io": {
    generation: "spec",
    defaults: spec(admissionPolicyDefaults),
    validate: validateMutatingPolicy,
  },
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io": {
    generation: "spec",
    defaults: spec(admissionBindingDefaults),
    validate: validateMutatingBinding,
  },
  "flowschemas.flowcontrol.apiserver.k8s.io": {
    generation: "spec",
    defaults: ofWholeObject(flowSchemaDefaults),
    validate: validateFlowSchema,
  },
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": {
    generation: "spec",
    defaults: ofWholeObject(priorityLevelDefaults),
    validate: validatePriorityLevel,
  },
  "certificatesigningrequests.certificates.k8s.io": signingRequests,
  "apiservices.apiregistration.k8s.io": { nameKind: "pathSegment" },
};
