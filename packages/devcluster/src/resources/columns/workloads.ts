import { formatAge, parseTime } from "homeostat/internal/meta/time.ts";
import { fields, isFields, items, number, text } from "#resources/fields.ts";
import type { ApiObject } from "#storage/store.ts";
import {
  at,
  ageOf,
  condition,
  containerCells,
  countAt,
  labelsText,
  NONE,
  selectorText,
  textAt,
  UNKNOWN,
  UNSET,
  type Cell,
  type Cells,
} from "./cells.ts";

const TEMPLATE = ["spec", "template", "spec"];
const workload: Cells = {
  ...containerCells(...TEMPLATE),
  Selector: (object) => selectorText(at(object, "spec", "selector")),
};

/** `2/3`: what is ready of what is wanted. */
const ready: Cell = (object) =>
  `${number(at(object, "status", "readyReplicas")) ?? 0}/${number(at(object, "spec", "replicas")) ?? 0}`;

export const deploymentCells: Cells = {
  ...workload,
  Ready: ready,
  "Up-to-date": countAt("status", "updatedReplicas"),
  Available: countAt("status", "availableReplicas"),
};

export const statefulSetCells: Cells = { ...workload, Ready: ready };

export const replicaSetCells: Cells = {
  ...workload,
  Desired: countAt("spec", "replicas"),
  Current: countAt("status", "replicas"),
  Ready: countAt("status", "readyReplicas"),
};

export const replicationControllerCells: Cells = {
  ...replicaSetCells,
  Selector: (object) => labelsText(at(object, "spec", "selector")),
};

export const daemonSetCells: Cells = {
  ...workload,
  Desired: countAt("status", "desiredNumberScheduled"),
  Current: countAt("status", "currentNumberScheduled"),
  Ready: countAt("status", "numberReady"),
  "Up-to-date": countAt("status", "updatedNumberScheduled"),
  Available: countAt("status", "numberAvailable"),
  "Node Selector": (object) => labelsText(at(object, ...TEMPLATE, "nodeSelector")),
};

export const jobCells: Cells = {
  ...workload,
  Status: jobStatus,
  Completions: completions,
  Duration: duration,
};

function jobStatus(job: ApiObject): string {
  const isTrue = (type: string): boolean => condition(job, type)?.["status"] === "True";
  if (isTrue("Complete")) return "Complete";
  if (isTrue("Failed")) return "Failed";
  if (job.metadata.deletionTimestamp !== undefined) return "Terminating";
  if (isTrue("Suspended")) return "Suspended";
  if (isTrue("FailureTarget")) return "FailureTarget";
  if (isTrue("SuccessCriteriaMet")) return "SuccessCriteriaMet";
  return "Running";
}

function completions(job: ApiObject): string {
  const done = number(at(job, "status", "succeeded")) ?? 0;
  const wanted = number(at(job, "spec", "completions"));
  if (wanted !== undefined) return `${done}/${wanted}`;
  const parallelism = number(at(job, "spec", "parallelism")) ?? 0;
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

function duration(job: ApiObject, nowMs: number): string {
  const start = text(at(job, "status", "startTime"));
  const end = text(at(job, "status", "completionTime"));
  if (start === "") return "";
  return end === "" ? ageOf(start, nowMs) : formatAge(parseTime(end) - parseTime(start));
}

export const cronJobCells: Cells = {
  ...containerCells("spec", "jobTemplate", ...TEMPLATE),
  Schedule: textAt(["spec", "schedule"]),
  Timezone: textAt(["spec", "timeZone"], NONE),
  Suspend: (object) =>
    at(object, "spec", "suspend") === undefined ? UNSET : at(object, "spec", "suspend") === true ? "True" : "False",
  Active: (object) => items(at(object, "status", "active")).length,
  "Last Schedule": (object, nowMs) => {
    const last = text(at(object, "status", "lastScheduleTime"));
    return last === "" ? NONE : ageOf(last, nowMs);
  },
  Selector: (object) => selectorText(at(object, "spec", "jobTemplate", "spec", "selector")),
};

export const podTemplateCells: Cells = {
  ...containerCells("template", "spec"),
  "Pod Labels": (object) => labelsText(at(object, "template", "metadata", "labels")),
};

export const controllerRevisionCells: Cells = {
  Controller: (object) => {
    const owner = object.metadata.ownerReferences?.find((one) => one.controller === true);
    if (owner === undefined) return NONE;
    const group = owner.apiVersion.includes("/") ? `.${owner.apiVersion.split("/")[0]}` : "";
    return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
  },
  Revision: countAt("revision"),
};

export const autoscalerCells: Cells = {
  Reference: (object) =>
    `${text(at(object, "spec", "scaleTargetRef", "kind"))}/${text(at(object, "spec", "scaleTargetRef", "name"))}`,
  Targets: autoscalerTargets,
  MinPods: (object) =>
    at(object, "spec", "minReplicas") === undefined ? UNSET : String(at(object, "spec", "minReplicas")),
  MaxPods: countAt("spec", "maxReplicas"),
  Replicas: countAt("status", "currentReplicas"),
};

/** `cpu: 20%/80%` for each metric; both versions, of which v1 knows one CPU percentage only. */
function autoscalerTargets(object: ApiObject): string {
  const percent = at(object, "spec", "targetCPUUtilizationPercentage");
  if (percent !== undefined) {
    const current = at(object, "status", "currentCPUUtilizationPercentage");
    return `cpu: ${current === undefined ? UNKNOWN : `${String(current)}%`}/${String(percent)}%`;
  }
  const metrics = items(at(object, "spec", "metrics"));
  const current = items(at(object, "status", "currentMetrics"));
  if (metrics.length === 0) return NONE;
  const shown = metrics.map((metric, index) => metricText(metric, current[index]));
  return shown.length > 2 ? `${shown.slice(0, 2).join(", ")} + ${shown.length - 2} more...` : shown.join(", ");
}

function metricText(metric: Readonly<Record<string, unknown>>, current: unknown): string {
  const type = text(metric["type"]);
  const key = type === "" ? "" : `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const source = fields(metric[key]);
  const target = fields(source["target"]);
  const now = fields(at(current, key, "current"));
  const name = key === "resource" || key === "containerResource" ? `${text(source["name"])}: ` : "";
  if (target["averageUtilization"] !== undefined) {
    const used = now["averageUtilization"];
    return `${name}${used === undefined ? UNKNOWN : `${String(used)}%`}/${String(target["averageUtilization"])}%`;
  }
  if (target["averageValue"] !== undefined) {
    const suffix = key === "object" || key === "external" ? " (avg)" : "";
    return `${name}${text(now["averageValue"]) || UNKNOWN}/${text(target["averageValue"])}${suffix}`;
  }
  return `${name}${text(now["value"]) || UNKNOWN}/${text(target["value"])}`;
}

export const disruptionBudgetCells: Cells = {
  "Min Available": (object) => shownOr(at(object, "spec", "minAvailable")),
  "Max Unavailable": (object) => shownOr(at(object, "spec", "maxUnavailable")),
  "Allowed Disruptions": countAt("status", "disruptionsAllowed"),
};

function shownOr(value: unknown): string {
  return value === undefined || value === null || isFields(value) ? "N/A" : String(value);
}
