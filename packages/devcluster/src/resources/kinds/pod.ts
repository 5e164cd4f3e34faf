import { formatTime } from "homeostat/internal/meta/time.ts";
import type { KindRules } from "#resources/kind-rules.ts";
import { podDefaults, podTemplateDefaults, qosClassOf } from "#resources/defaults/pod.ts";
import { changeField, fields, items, text, type Fields } from "#resources/fields.ts";
import { podNameWarnings } from "#resources/validation/name-warnings.ts";
import { validatePod } from "#resources/validation/pod.ts";
import { validatePodUpdate } from "#resources/validation/pod-update.ts";
import { validatePodTemplate } from "#resources/validation/pod-spec.ts";
import type { ApiObject } from "#storage/store.ts";

/** See https://kubernetes.io/docs/concepts/workloads/pods/ */
export const podRules: KindRules = {
  generation: "spec",
  defaults: (pod) => changeField(pod, "spec", podDefaults),
  prepareForCreate(pod, context) {
    const spec = fields(pod["spec"]);
    const gated = items(spec["schedulingGates"]).length > 0;
    return {
      ...pod,
      status: {
        phase: "Pending",
        ...(gated ? { conditions: [{ ...GATED, lastTransitionTime: formatTime(context.nowMs) }] } : {}),
        qosClass: qosClassOf(spec),
      },
    };
  },
  prepareForUpdate(pod, old, context) {
    switch (context.subresource) {
      case "ephemeralcontainers":
        return withSpec(pod, old, {
          ...fields(old["spec"]),
          ephemeralContainers: fields(pod["spec"])["ephemeralContainers"],
        });
      case "resize":
        return withSpec(pod, old, resized(pod, old));
      case "status":
        return withStatus(pod, old);
      default:
        return pod;
    }
  },
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  warnings: (pod, old) => (old === undefined ? podNameWarnings(pod) : []),
  gracePeriodSeconds(pod) {
    const spec = fields(pod["spec"]);
    const phase = text(fields(pod["status"])["phase"]);
    // Nobody has to stop what was never started or is over.
    if (text(spec["nodeName"]) === "" || phase === "Succeeded" || phase === "Failed") return 0;
    const seconds = spec["terminationGracePeriodSeconds"];
    return typeof seconds === "number" ? Math.max(seconds, 1) : 30;
  },
  returnsDeletedObject: true,
};

export const podTemplateRules: KindRules = {
  generation: "spec",
  defaults: (object) => changeField(object, "template", podTemplateDefaults),
  validate: (object) => validatePodTemplate(fields(object["template"]), "template"),
  returnsDeletedObject: true,
};

const GATED = {
  type: "PodScheduled",
  status: "False",
  lastProbeTime: null,
  reason: "SchedulingGated",
  message: "Scheduling is blocked due to non-empty scheduling gates",
};

/** A kubelet cannot change owners, and need not know the class. */
function withStatus(pod: ApiObject, old: ApiObject): ApiObject {
  const { ownerReferences: _, deletionTimestamp: __, ...metadata } = pod.metadata;
  const { ownerReferences, deletionTimestamp } = old.metadata;
  const status = fields(pod["status"]);
  const oldClass = fields(old["status"])["qosClass"];
  return {
    ...pod,
    metadata: {
      ...metadata,
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
    status: { ...status, qosClass: oldClass ?? qosClassOf(fields(old["spec"])) },
  };
}

/** The old pod with another spec; who wrote it, and on which version, is the request's. */
function withSpec(pod: ApiObject, old: ApiObject, spec: Fields): ApiObject {
  const { resourceVersion, managedFields } = pod.metadata;
  const { managedFields: _, ...metadata } = old.metadata;
  return {
    ...old,
    metadata: {
      ...metadata,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(managedFields === undefined ? {} : { managedFields }),
    },
    spec,
  };
}

/** The old spec with the resources and resize policies of the new one. */
function resized(pod: ApiObject, old: ApiObject): Readonly<Record<string, unknown>> {
  const next = fields(pod["spec"]);
  const before = fields(old["spec"]);
  const lists = ["containers", "initContainers"].flatMap((list) => {
    const wanted = items(next[list]);
    const current = items(before[list]);
    if (current.length === 0) return [];
    return [
      [
        list,
        current.map((container, index) => ({ ...container, ...pick(wanted[index], "resources", "resizePolicy") })),
      ] as const,
    ];
  });
  return { ...before, ...Object.fromEntries(lists), ...pick(next, "resources") };
}

function pick(
  value: Readonly<Record<string, unknown>> | undefined,
  ...keys: readonly string[]
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(keys.flatMap((key) => (value?.[key] === undefined ? [] : [[key, value[key]] as const])));
}
