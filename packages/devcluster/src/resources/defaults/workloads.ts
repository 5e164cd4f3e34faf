import { changeField, changeItems, fill, isFields, without, type Fields } from "#resources/fields.ts";
import { claimSpecDefaults, podTemplateDefaults } from "./pod.ts";

/** See https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/ */
export function deploymentDefaults(spec: Fields): Fields {
  const filled = fill(withTemplate(spec), {
    replicas: 1,
    strategy: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  return changeField(filled, "strategy", (strategy) => rolling(strategy, { maxUnavailable: "25%", maxSurge: "25%" }));
}

/** See https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/ */
export function daemonSetDefaults(spec: Fields): Fields {
  const filled = fill(withTemplate(spec), { updateStrategy: {}, revisionHistoryLimit: 10 });
  return changeField(filled, "updateStrategy", (strategy) => rolling(strategy, { maxUnavailable: 1, maxSurge: 0 }));
}

/** See https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/ */
export function statefulSetDefaults(spec: Fields): Fields {
  let filled = fill(withTemplate(spec), {
    replicas: 1,
    podManagementPolicy: "OrderedReady",
    updateStrategy: {},
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: {},
  });
  filled = changeField(filled, "updateStrategy", (strategy) => rolling(strategy, { partition: 0 }));
  filled = changeField(filled, "persistentVolumeClaimRetentionPolicy", (policy) =>
    fill(policy, { whenDeleted: "Retain", whenScaled: "Retain" }),
  );
  return changeItems(filled, "volumeClaimTemplates", (claim) => {
    const named = fill(claim, { kind: "PersistentVolumeClaim", apiVersion: "v1" });
    return changeField(changeField(named, "spec", claimSpecDefaults), "status", (status) =>
      fill(status, { phase: "Pending" }),
    );
  });
}

/** ReplicaSets, and ReplicationControllers as well. */
export function replicaSetDefaults(spec: Fields): Fields {
  return fill(withTemplate(spec), { replicas: 1 });
}

/** See https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/ */
export function jobDefaults(spec: Fields): Fields {
  const single = spec["completions"] === undefined && spec["parallelism"] === undefined;
  const filled = fill(withTemplate(spec), {
    ...(single ? { completions: 1 } : {}),
    parallelism: 1,
    manualSelector: false,
    backoffLimit: spec["backoffLimitPerIndex"] === undefined ? 6 : 2 ** 31 - 1,
    completionMode: "NonIndexed",
    suspend: false,
    podReplacementPolicy: spec["podFailurePolicy"] === undefined ? "TerminatingOrFailed" : "Failed",
  });
  return changeField(filled, "podFailurePolicy", (policy) =>
    changeItems(policy, "rules", (rule) =>
      changeItems(rule, "onPodConditions", (condition) => fill(condition, { status: "True" })),
    ),
  );
}

/** See https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/ */
export function cronJobDefaults(spec: Fields): Fields {
  const filled = fill(spec, {
    concurrencyPolicy: "Allow",
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  return changeField(filled, "jobTemplate", (job) => changeField(job, "spec", withTemplate));
}

function withTemplate(spec: Fields): Fields {
  return changeField(spec, "template", podTemplateDefaults);
}

/** A strategy with `RollingUpdate` as its type, and these values when that is its type. */
function rolling(strategy: Fields, values: Fields): Fields {
  const typed = fill(strategy, { type: "RollingUpdate" });
  if (typed["type"] !== "RollingUpdate") return typed;
  const current = typed["rollingUpdate"];
  return { ...without(typed, "rollingUpdate"), rollingUpdate: fill(isFields(current) ? current : {}, values) };
}
