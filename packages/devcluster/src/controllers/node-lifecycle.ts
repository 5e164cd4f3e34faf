import { isDeepStrictEqual } from "node:util";
import { defineController, done, type ControllerDefinition } from "homeostat";
import { isApiError } from "homeostat/client";
import { Node, type Taint } from "homeostat/apis/core/v1";

/**
 * Keeps the taints of nodes in step with their condition Ready and with `spec.unschedulable`. Nodes whose heartbeat stops are
 * not noticed: simulated nodes do not die by themselves.
 * See https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-nodes-by-condition
 */
export function nodeLifecycleController(): ControllerDefinition<typeof Node> {
  return defineController({
    name: "node-lifecycle",
    for: Node,
    when: () => true,
    async reconcile(request, { client, signal }) {
      const node = await client.find(Node, request, { signal });
      if (node === undefined) return done();
      const before = node.spec?.taints ?? [];
      const taints = [...before.filter((one) => !OWN.has(one.key)), ...wantedTaints(node, before)];
      if (isDeepStrictEqual(new Set(taints), new Set(before))) return done();
      try {
        await client.update(Node, { ...node, spec: { ...node.spec, taints } }, { signal });
      } catch (error) {
        // The newer version comes with an event.
        if (!isApiError(error, "Conflict") && !isApiError(error, "NotFound")) throw error;
      }
      return done();
    },
  });
}

const NOT_READY = "node.kubernetes.io/not-ready";
const UNREACHABLE = "node.kubernetes.io/unreachable";
const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
const OWN: ReadonlySet<string> = new Set([NOT_READY, UNREACHABLE, UNSCHEDULABLE]);

function wantedTaints(node: Node, before: readonly Taint[]): readonly Taint[] {
  const ready = node.status?.conditions?.find((one) => one.type === "Ready")?.status ?? "False";
  const keys = [
    ...(ready === "False" ? [NOT_READY] : ready === "Unknown" ? [UNREACHABLE] : []),
    ...(node.spec?.unschedulable === true ? [UNSCHEDULABLE] : []),
  ];
  return keys.map(
    (key) => before.find((one) => one.key === key && one.effect === "NoSchedule") ?? { key, effect: "NoSchedule" },
  );
}
