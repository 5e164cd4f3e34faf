import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { matchesLabels, selectorOf } from "homeostat/internal/meta/selector.ts";
import { fields, isFields, items, number, text, without, type Fields } from "#resources/fields.ts";
import { forbidden, invalid, notSupported, required, type FieldError } from "#status/field-error.ts";
import type { StrategyContext } from "#resources/resource.ts";
import type { ApiObject } from "#storage/store.ts";
import { atMostWhole, countOrPercent, isEmptySelector, labelSelector, nonNegative } from "./checks.ts";
import { validatePodTemplate } from "./pod-spec.ts";

/** The rules of a Deployment, metadata apart. */
export function validateDeployment(object: ApiObject): readonly FieldError[] {
  const spec = fields(object["spec"]);
  const strategy = fields(spec["strategy"]);
  const rolling = strategy["rollingUpdate"];
  const errors = [
    ...nonNegative(spec["replicas"], "spec.replicas"),
    ...validateSelector(spec["selector"], "deployment"),
    ...validateTemplate(spec),
  ];
  const type = text(strategy["type"]);
  if (type === "Recreate" && isFields(rolling)) {
    errors.push(forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
  } else if (type === "RollingUpdate") errors.push(...validateRolling(fields(rolling), "spec.strategy.rollingUpdate"));
  else if (type !== "Recreate") errors.push(notSupported("spec.strategy.type", type, ["Recreate", "RollingUpdate"]));
  const minReady = number(spec["minReadySeconds"]) ?? 0;
  const deadline = number(spec["progressDeadlineSeconds"]);
  errors.push(
    ...nonNegative(spec["minReadySeconds"], "spec.minReadySeconds"),
    ...nonNegative(spec["revisionHistoryLimit"], "spec.revisionHistoryLimit"),
    ...nonNegative(deadline, "spec.progressDeadlineSeconds"),
  );
  if (deadline !== undefined && deadline <= minReady) {
    errors.push(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
  }
  return errors;
}

/** ReplicaSets and ReplicationControllers. */
export function validateReplicaSet(object: ApiObject): readonly FieldError[] {
  const spec = fields(object["spec"]);
  const isController = object.kind === "ReplicationController";
  const selector = isController ? { matchLabels: spec["selector"] } : spec["selector"];
  return [
    ...nonNegative(spec["replicas"], "spec.replicas"),
    ...nonNegative(spec["minReadySeconds"], "spec.minReadySeconds"),
    ...(isController && Object.keys(fields(spec["selector"])).length === 0 ? [required("spec.selector")] : []),
    ...(isController ? [] : validateSelector(selector, "replica set")),
    ...validateTemplate({ ...spec, selector }),
  ];
}

/** The rules of a DaemonSet, metadata apart. */
export function validateDaemonSet(object: ApiObject): readonly FieldError[] {
  const spec = fields(object["spec"]);
  const strategy = fields(spec["updateStrategy"]);
  const type = text(strategy["type"]);
  const errors = [...validateSelector(spec["selector"], "daemonset"), ...validateTemplate(spec)];
  errors.push(...nonNegative(spec["minReadySeconds"], "spec.minReadySeconds"));
  if (type === "RollingUpdate")
    errors.push(...validateRolling(fields(strategy["rollingUpdate"]), "spec.updateStrategy.rollingUpdate"));
  else if (type !== "OnDelete")
    errors.push(notSupported("spec.updateStrategy.type", type, ["RollingUpdate", "OnDelete"]));
  return errors;
}

/** The rules of a StatefulSet, metadata apart. */
export function validateStatefulSet(object: ApiObject): readonly FieldError[] {
  const spec = fields(object["spec"]);
  const errors: FieldError[] = [];
  const management = text(spec["podManagementPolicy"]);
  if (management === "") errors.push(required("spec.podManagementPolicy"));
  else if (management !== "OrderedReady" && management !== "Parallel") {
    errors.push(invalid("spec.podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'"));
  }
  const strategy = fields(spec["updateStrategy"]);
  const type = text(strategy["type"]);
  if (type === "") errors.push(required("spec.updateStrategy"));
  else if (type === "OnDelete" && isFields(strategy["rollingUpdate"])) {
    errors.push(
      invalid(
        "spec.updateStrategy.rollingUpdate",
        strategy["rollingUpdate"],
        "only allowed for updateStrategy 'RollingUpdate'",
      ),
    );
  } else if (type === "RollingUpdate") {
    errors.push(
      ...nonNegative(fields(strategy["rollingUpdate"])["partition"], "spec.updateStrategy.rollingUpdate.partition"),
    );
  } else if (type !== "OnDelete") {
    errors.push(invalid("spec.updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'"));
  }
  errors.push(
    ...nonNegative(spec["replicas"], "spec.replicas"),
    ...nonNegative(spec["minReadySeconds"], "spec.minReadySeconds"),
    ...nonNegative(fields(spec["ordinals"])["start"], "spec.ordinals.start"),
  );
  return [...errors, ...validateSelector(spec["selector"], "statefulset"), ...validateTemplate(spec)];
}

const MUTABLE_STATEFUL_SET = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

/** What of a StatefulSet cannot change. */
export function validateStatefulSetUpdate(
  object: ApiObject,
  old: ApiObject,
  context: StrategyContext,
): readonly FieldError[] {
  if (context.subresource !== "") return [];
  const fixed = (value: ApiObject): Fields => without(fields(value["spec"]), ...MUTABLE_STATEFUL_SET);
  if (jsonEqual(fixed(object), fixed(old))) return [];
  const list = MUTABLE_STATEFUL_SET.map((field) => `'${field}'`);
  const detail = `updates to statefulset spec for fields other than ${list.slice(0, -1).join(", ")} and ${list.at(-1)} are forbidden`;
  return [forbidden("spec", detail)];
}

/** Selectors of Deployments, ReplicaSets and DaemonSets stay as they are. */
export function validateSelectorUpdate(
  object: ApiObject,
  old: ApiObject,
  context: StrategyContext,
): readonly FieldError[] {
  if (context.subresource !== "") return [];
  const selector = fields(object["spec"])["selector"];
  return jsonEqual(selector, fields(old["spec"])["selector"])
    ? []
    : [invalid("spec.selector", selector ?? null, "field is immutable")];
}

function validateSelector(selector: unknown, owner: string): readonly FieldError[] {
  if (!isFields(selector)) return [required("spec.selector")];
  const errors = labelSelector(selector, "spec.selector");
  if (isEmptySelector(selector))
    return [...errors, invalid("spec.selector", selector, `empty selector is invalid for ${owner}`)];
  return errors;
}

/** The template's labels must be selected, its pods must always be restarted. */
function validateTemplate(spec: Fields): readonly FieldError[] {
  const template = fields(spec["template"]);
  const errors: FieldError[] = [];
  const labels = fields(fields(template["metadata"])["labels"]);
  if (!selects(spec["selector"], labels)) {
    const shown = Object.keys(labels).length === 0 ? null : labels;
    errors.push(invalid("spec.template.metadata.labels", shown, "`selector` does not match template `labels`"));
  }
  errors.push(...validatePodTemplate(template, "spec.template"));
  const policy = text(fields(template["spec"])["restartPolicy"]);
  const known = ["Always", "OnFailure", "Never"].includes(policy);
  if (policy !== "Always" && known) errors.push(notSupported("spec.template.spec.restartPolicy", policy, ["Always"]));
  if (fields(template["spec"])["activeDeadlineSeconds"] !== undefined) {
    errors.push(
      forbidden("spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported"),
    );
  }
  return errors;
}

/** Whether a selector object selects these labels; an absent or malformed one selects nothing. */
export function selects(selector: unknown, labels: Fields): boolean {
  if (!isFields(selector)) return false;
  const values = Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, text(value)]));
  const matchLabels = Object.fromEntries(
    Object.entries(fields(selector["matchLabels"])).map(([key, value]) => [key, text(value)]),
  );
  const matchExpressions = items(selector["matchExpressions"]).map((one) => ({
    key: text(one["key"]),
    operator: text(one["operator"]),
    values: Array.isArray(one["values"]) ? one["values"].map(text) : [],
  }));
  try {
    return matchesLabels(selectorOf({ matchLabels, matchExpressions }), values);
  } catch {
    return true; // The selector's own errors say more.
  }
}

function validateRolling(rolling: Fields, field: string): readonly FieldError[] {
  const { maxUnavailable, maxSurge } = rolling;
  const errors = [
    ...countOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    ...countOrPercent(maxSurge, `${field}.maxSurge`),
  ];
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    errors.push(invalid(`${field}.maxUnavailable`, maxUnavailable ?? 0, "may not be 0 when `maxSurge` is 0"));
  }
  return [...errors, ...atMostWhole(maxUnavailable, `${field}.maxUnavailable`)];
}

function isZero(value: unknown): boolean {
  return value === undefined || value === 0 || value === "0%";
}
