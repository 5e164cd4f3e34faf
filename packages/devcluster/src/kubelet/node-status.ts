import type { Node, NodeCondition } from "homeostat/apis/core/v1";
import { formatTime } from "homeostat/meta";

/** What a simulated node says of itself. */
export interface NodeFacts {
  readonly name: string;
  readonly hostIP: string;
  readonly capacity: Readonly<Record<string, string>>;
  readonly nowMs: number;
}

/** The object that registers a node. */
export function newNode(facts: NodeFacts): Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: facts.name,
      labels: { "kubernetes.io/hostname": facts.name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64" },
      annotations: { "kubelet.homeostat.dev/simulated": "true" },
    },
    spec: {},
  };
}

/** The node with a current status; the transition times of conditions that did not change stay. */
export function withNodeStatus(node: Node, facts: NodeFacts): Node {
  const { name, hostIP, capacity, nowMs } = facts;
  return {
    ...node,
    status: {
      ...node.status,
      capacity,
      allocatable: capacity,
      conditions: CONDITIONS.map((one) => condition(one, node, nowMs)),
      addresses: [
        { type: "InternalIP", address: hostIP },
        { type: "Hostname", address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID: "",
        systemUUID: "",
        bootID: "",
        kernelVersion: "",
        osImage: "simulated",
        containerRuntimeVersion: "simulated://1",
        kubeletVersion: "v1.36.3",
        kubeProxyVersion: "",
        operatingSystem: "linux",
        architecture: "amd64",
      },
    },
  };
}

type Facts = Pick<NodeCondition, "type" | "status" | "reason" | "message">;

const CONDITIONS: readonly Facts[] = [
  {
    type: "MemoryPressure",
    status: "False",
    reason: "KubeletHasSufficientMemory",
    message: "kubelet has sufficient memory available",
  },
  {
    type: "DiskPressure",
    status: "False",
    reason: "KubeletHasNoDiskPressure",
    message: "kubelet has no disk pressure",
  },
  {
    type: "PIDPressure",
    status: "False",
    reason: "KubeletHasSufficientPID",
    message: "kubelet has sufficient PID available",
  },
  { type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" },
];

function condition(facts: Facts, node: Node, nowMs: number): NodeCondition {
  const now = formatTime(nowMs);
  const old = node.status?.conditions?.find((one) => one.type === facts.type);
  const lastTransitionTime = old?.status === facts.status ? (old.lastTransitionTime ?? now) : now;
  return { ...facts, lastHeartbeatTime: now, lastTransitionTime };
}
