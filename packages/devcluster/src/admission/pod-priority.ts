import type { ApiObject, Store } from "#storage/store.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";
import { admissionForbidden, isFor } from "./forbidden.ts";

/**
 * Resolves a new Pod's priority class to a number, and lets only one class be the default.
 * See https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
 */
export function podPriority(store: Store): AdmissionPlugin {
  const table = store.table("priorityclasses.scheduling.k8s.io");
  const classes = (): readonly PriorityClass[] => table.list().items.map(({ object }) => object as PriorityClass);
  return {
    name: "Priority",
    mutate(request) {
      if (request.operation !== "CREATE" || request.object === undefined || !isFor(request, "", "pods"))
        return undefined;
      const { spec } = request.object as Pod;
      const chosen = chooseClass(request, spec, classes());
      const priority = chosen?.value ?? 0;
      if (spec.priority !== undefined && spec.priority !== priority) {
        const reason = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`;
        throw admissionForbidden(request, reason);
      }
      const preemptionPolicy = chosen?.preemptionPolicy ?? "PreemptLowerPriority";
      if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy) {
        const reason = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`;
        throw admissionForbidden(request, reason);
      }
      const named = chosen === undefined ? {} : { priorityClassName: chosen.metadata.name };
      return { ...request.object, spec: { ...spec, priority, preemptionPolicy, ...named } };
    },
    validate(request) {
      if (!isFor(request, "scheduling.k8s.io", "priorityclasses") || request.object?.["globalDefault"] !== true) return;
      const { name } = request.object.metadata;
      const other = classes().find((one) => one.globalDefault === true && one.metadata.name !== name);
      if (other === undefined) return;
      throw admissionForbidden(
        request,
        `PriorityClass ${other.metadata.name ?? ""} is already marked as default. Only one default can exist`,
      );
    },
  };
}

interface PodSpec {
  readonly priority?: number;
  readonly priorityClassName?: string;
  readonly preemptionPolicy?: string;
}

type Pod = ApiObject & { readonly spec: PodSpec };

type PriorityClass = ApiObject & {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
};

function chooseClass(
  request: AdmissionRequest,
  spec: PodSpec,
  classes: readonly PriorityClass[],
): PriorityClass | undefined {
  const { priorityClassName = "" } = spec;
  if (priorityClassName === "") {
    // The lowest of several that claim to be the default.
    return classes.filter((one) => one.globalDefault === true).sort((a, b) => a.value - b.value)[0];
  }
  const named = classes.find((one) => one.metadata.name === priorityClassName);
  if (named === undefined)
    throw admissionForbidden(request, `no PriorityClass with name ${priorityClassName} was found`);
  return named;
}
