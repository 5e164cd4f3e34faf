import type { ApiObject } from "#storage/store.ts";
import { cpuMetric } from "./defaults/autoscaler.ts";
import { fields, items, number, text, without, type Fields } from "./fields.ts";
import type { ResourceVersion } from "./resource.ts";

/**
 * autoscaling/v1 of an autoscaler that is stored as autoscaling/v2: one CPU percentage; what v1 has no field for is kept in
 * annotations, so that nothing is lost on the way. The annotations hold the v2 form of metrics and behavior.
 */
export const autoscalerV1Conversion: NonNullable<ResourceVersion["convert"]> = {
  fromStorage(object) {
    const spec = fields(object["spec"]);
    const status = fields(object["status"]);
    const cpu = items(spec["metrics"]).find(isCpuUtilization);
    const otherMetrics = items(spec["metrics"]).filter((metric) => metric !== cpu);
    const currentCpu = items(status["currentMetrics"]).find(isCpu);
    return {
      ...withAnnotations(object, {
        [METRICS]: otherMetrics.length === 0 ? undefined : otherMetrics,
        [BEHAVIOR]: spec["behavior"],
        [CURRENT]: items(status["currentMetrics"]).length === 0 ? undefined : status["currentMetrics"],
        [CONDITIONS]: items(status["conditions"]).length === 0 ? undefined : status["conditions"],
      }),
      apiVersion: "autoscaling/v1",
      spec: {
        ...without(spec, "metrics", "behavior"),
        ...optional("targetCPUUtilizationPercentage", target(cpu)["averageUtilization"]),
      },
      status: {
        ...without(status, "currentMetrics", "conditions"),
        currentReplicas: status["currentReplicas"] ?? 0,
        desiredReplicas: status["desiredReplicas"] ?? 0,
        ...optional(
          "currentCPUUtilizationPercentage",
          fields(fields(currentCpu?.["resource"])["current"])["averageUtilization"],
        ),
      },
    };
  },
  toStorage(object) {
    const spec = fields(object["spec"]);
    const percent = number(spec["targetCPUUtilizationPercentage"]);
    const annotations = object.metadata.annotations ?? {};
    const metrics = [...items(parsed(annotations[METRICS])), ...(percent === undefined ? [] : [cpuMetric(percent)])];
    return {
      ...withAnnotations(object, {}),
      apiVersion: "autoscaling/v2",
      spec: {
        ...without(spec, "targetCPUUtilizationPercentage"),
        ...optional("metrics", metrics.length === 0 ? undefined : metrics),
        ...optional("behavior", parsed(annotations[BEHAVIOR])),
      },
      status: {
        ...without(fields(object["status"]), "currentCPUUtilizationPercentage"),
        currentMetrics: parsed(annotations[CURRENT]) ?? null,
        ...optional("conditions", parsed(annotations[CONDITIONS])),
      },
    };
  },
};

const PREFIX = "autoscaling.alpha.kubernetes.io/";
const METRICS = `${PREFIX}metrics`;
const BEHAVIOR = `${PREFIX}behavior`;
const CURRENT = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;

function isCpu(metric: Fields): boolean {
  return text(metric["type"]) === "Resource" && fields(metric["resource"])["name"] === "cpu";
}

function isCpuUtilization(metric: Fields): boolean {
  return isCpu(metric) && target(metric)["averageUtilization"] !== undefined;
}

function target(metric: Fields | undefined): Fields {
  return fields(fields(metric?.["resource"])["target"]);
}

/** The object with our annotations replaced by these; undefined ones are left out. */
function withAnnotations(object: ApiObject, values: Fields): ApiObject {
  const { annotations = {}, ...metadata } = object.metadata;
  const kept = Object.entries(annotations).filter(([key]) => ![METRICS, BEHAVIOR, CURRENT, CONDITIONS].includes(key));
  const added = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, JSON.stringify(value)] as const],
  );
  const all = [...kept, ...added];
  return { ...object, metadata: all.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(all) } };
}

function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // Written by a user, not by a conversion: it says nothing.
  }
}

function optional(key: string, value: unknown): Fields {
  return value === undefined ? {} : { [key]: value };
}
