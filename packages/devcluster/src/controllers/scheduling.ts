import type { Node, NodeSelectorTerm, Pod, Taint, Toleration } from "homeostat/apis/core/v1";
import { addQuantities, compareQuantities, formatQuantity } from "homeostat/meta";

/** Where a Pod can run, or why nowhere. */
export type Placement = { readonly node: string } | { readonly message: string };

/**
 * Chooses the node with the fewest Pods among those that are schedulable for this one: node selector, required node affinity,
 * taints, unschedulable and resource requests count; affinity between Pods and spreading do not.
 */
export function placePod(pod: Pod, nodes: readonly Node[], pods: readonly Pod[]): Placement {
  const reasons = new Map<string, number>();
  let best: { readonly name: string; readonly load: number } | undefined;
  for (const node of nodes) {
    const name = node.metadata?.name ?? "";
    const here = pods.filter(
      (one) => one.spec?.nodeName === name && one.status?.phase !== "Succeeded" && one.status?.phase !== "Failed",
    );
    const reason = refusal(pod, node, here);
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    else if (best === undefined || here.length < best.load) best = { name, load: here.length };
  }
  if (best !== undefined) return { node: best.name };
  if (nodes.length === 0) return { message: "no nodes available to schedule pods" };
  const counted = [...reasons].sort().map(([reason, count]) => `${count} ${reason}`);
  return { message: `0/${nodes.length} nodes are available: ${counted.join(", ")}.` };
}

function refusal(pod: Pod, node: Node, here: readonly Pod[]): string | undefined {
  const tolerations = pod.spec?.tolerations ?? [];
  if (node.spec?.unschedulable === true && !tolerates(tolerations, UNSCHEDULABLE)) return "node(s) were unschedulable";
  const labels = node.metadata?.labels ?? {};
  if (!selects(pod, labels, node.metadata?.name ?? "")) return "node(s) didn't match Pod's node affinity/selector";
  const taint = node.spec?.taints?.find((one) => one.effect !== "PreferNoSchedule" && !tolerates(tolerations, one));
  if (taint !== undefined) return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ""}}`;
  const isReady = node.status?.conditions?.some((one) => one.type === "Ready" && one.status === "True") === true;
  if (!isReady) return "node(s) were not ready";
  return lack(pod, node, here);
}

const UNSCHEDULABLE: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some((one) => {
    if (one.effect !== undefined && one.effect !== taint.effect) return false;
    if (one.key === undefined || one.key === "") return one.operator === "Exists";
    return one.key === taint.key && (one.operator === "Exists" || (one.value ?? "") === (taint.value ?? ""));
  });
}

function selects(pod: Pod, labels: Readonly<Record<string, string>>, name: string): boolean {
  const selector = pod.spec?.nodeSelector ?? {};
  if (!Object.entries(selector).every(([key, value]) => labels[key] === value)) return false;
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => termHolds(term, labels, name));
}

function termHolds(term: NodeSelectorTerm, labels: Readonly<Record<string, string>>, name: string): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) return false;
  const fields = { "metadata.name": name };
  return (
    matchExpressions.every((one) => requirementHolds(one.operator, labels[one.key], one.values ?? [])) &&
    matchFields.every((one) =>
      requirementHolds(one.operator, one.key === "metadata.name" ? fields[one.key] : undefined, one.values ?? []),
    )
  );
}

function requirementHolds(operator: string, value: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return Number(value) > Number(values[0]);
    default:
      return Number(value) < Number(values[0]);
  }
}

/** What the node has too little of for one more Pod. */
function lack(pod: Pod, node: Node, here: readonly Pod[]): string | undefined {
  const allocatable = node.status?.allocatable ?? {};
  if (here.length + 1 > Number(allocatable["pods"] ?? Infinity)) return "Too many pods";
  for (const [resource, wanted] of Object.entries(requestsOf(pod))) {
    const used = here.map((one) => requestsOf(one)[resource] ?? "0");
    const total = addQuantities(wanted, ...used);
    if (compareQuantities(total, allocatable[resource] ?? "0") > 0) return `Insufficient ${resource}`;
  }
  return undefined;
}

function requestsOf(pod: Pod): Readonly<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const container of pod.spec?.containers ?? []) {
    for (const [resource, amount] of Object.entries(container.resources?.requests ?? {})) {
      const before = sums[resource];
      sums[resource] = before === undefined ? String(amount) : formatQuantity(addQuantities(before, amount));
    }
  }
  return sums;
}
