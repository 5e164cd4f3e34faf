import { changeField, changeItems, fill, items, type Fields } from "#resources/fields.ts";

/**
 * The spec of an autoscaling/v2 HorizontalPodAutoscaler.
 * See https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
 */
export function autoscalerDefaults(spec: Fields): Fields {
  const filled = fill(spec, {
    minReplicas: 1,
    ...(items(spec["metrics"]).length > 0 ? {} : { metrics: [cpuMetric(DEFAULT_CPU_PERCENT)] }),
  });
  return changeField(filled, "behavior", (behavior) => ({
    ...behavior,
    scaleUp: rules(behavior["scaleUp"], SCALE_UP),
    scaleDown: rules(behavior["scaleDown"], SCALE_DOWN),
  }));
}

const DEFAULT_CPU_PERCENT = 80;

/** The metric that `targetCPUUtilizationPercentage` of autoscaling/v1 stands for. */
export function cpuMetric(averageUtilization: number): Fields {
  return { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } };
}

const SCALE_UP: Fields = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
};

const SCALE_DOWN: Fields = { selectPolicy: "Max", policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] };

function rules(current: unknown, defaults: Fields): Fields {
  const given = typeof current === "object" && current !== null ? (current as Fields) : {};
  return changeItems(fill(given, defaults), "policies", (policy) => policy);
}
