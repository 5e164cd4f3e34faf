import type { KindRules } from "#resources/kind-rules.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import {
  daemonSetDefaults,
  deploymentDefaults,
  replicaSetDefaults,
  statefulSetDefaults,
} from "#resources/defaults/workloads.ts";
import { changeField, fields, fill, isFields, text } from "#resources/fields.ts";
import { workloadNameWarnings } from "#resources/validation/name-warnings.ts";
import {
  validateDaemonSet,
  validateDeployment,
  validateReplicaSet,
  validateSelectorUpdate,
  validateStatefulSet,
  validateStatefulSetUpdate,
} from "#resources/validation/workloads.ts";
import type { ApiObject } from "#storage/store.ts";

/** See https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ */
export const deploymentRules: KindRules = {
  generation: "spec",
  defaults: (object) => changeField(object, "spec", deploymentDefaults),
  prepareForUpdate(object, old, context) {
    if (context.subresource !== "status") return object;
    // The status of a Deployment cannot change its labels.
    const { labels: _, ...metadata } = object.metadata;
    return {
      ...object,
      metadata: { ...metadata, ...(old.metadata.labels === undefined ? {} : { labels: old.metadata.labels }) },
    };
  },
  validate: validateDeployment,
  validateUpdate: validateSelectorUpdate,
  warnings: (object, old) => (old === undefined ? workloadNameWarnings(object) : []),
};

export const replicaSetRules: KindRules = {
  generation: "spec",
  defaults: (object) => changeField(object, "spec", replicaSetDefaults),
  validate: validateReplicaSet,
  validateUpdate: validateSelectorUpdate,
  warnings: (object, old) => (old === undefined ? workloadNameWarnings(object) : []),
};

/** A ReplicationController selects by the labels of its template when it says nothing else. */
export const replicationControllerRules: KindRules = {
  generation: "spec",
  defaults(object) {
    const filled = changeField(object, "spec", replicaSetDefaults);
    const labels = fields(fields(fields(filled["spec"])["template"])["metadata"])["labels"];
    if (!isFields(labels)) return filled;
    const selecting = changeField(filled, "spec", (spec) => fill(spec, { selector: labels }));
    return changeField(selecting, "metadata", (metadata) => fill(metadata, { labels }));
  },
  validate: validateReplicaSet,
};

/** See https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/ */
export const statefulSetRules: KindRules = {
  nameKind: "label",
  generation: "spec",
  defaults: (object) => changeField(object, "spec", statefulSetDefaults),
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
};

/** See https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/ */
export const daemonSetRules: KindRules = {
  generation: "spec",
  // The number itself is set later; that it is there belongs to what the client is taken to have written.
  defaults: (object) => {
    const filled = changeField(object, "spec", daemonSetDefaults);
    return withTemplateGeneration(filled, filled.metadata.annotations?.[TEMPLATE_GENERATION] ?? "0");
  },
  prepareForCreate: (object) => withTemplateGeneration(object, "1"),
  prepareForUpdate(object, old, context) {
    if (context.subresource !== "") return object;
    const before = text(old.metadata.annotations?.[TEMPLATE_GENERATION]) || "1";
    const changed = !jsonEqual(fields(object["spec"])["template"], fields(old["spec"])["template"]);
    return withTemplateGeneration(object, changed ? String(Number(before) + 1) : before);
  },
  validate: validateDaemonSet,
  validateUpdate: validateSelectorUpdate,
};

const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

/** An old field of DaemonSets that lives on as an annotation. */
function withTemplateGeneration(object: ApiObject, generation: string): ApiObject {
  const annotations = { ...object.metadata.annotations, [TEMPLATE_GENERATION]: generation };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
