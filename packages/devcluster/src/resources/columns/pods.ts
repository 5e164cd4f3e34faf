import { fields, isFields, items, number, text, texts, type Fields } from "#resources/fields.ts";
import type { ApiObject } from "#storage/store.ts";
import { ageCell, ageOf, at, condition, firstOf, NONE, textAt, UNSET, type Cells } from "./cells.ts";

/** What `kubectl get pods` shows. */
export const podCells: Cells = {
  Ready: (pod) => `${runningOf(pod).filter(isReady).length}/${expectedOf(pod)}`,
  Status: podReason,
  Restarts: restartsText,
  Age: ageCell,
  IP: (pod) => text(items(at(pod, "status", "podIPs"))[0]?.["ip"]) || text(at(pod, "status", "podIP")) || NONE,
  Node: textAt(["spec", "nodeName"], NONE),
  "Nominated Node": textAt(["status", "nominatedNodeName"], NONE),
  "Readiness Gates": readinessGates,
};

/** Containers that count: the ordinary ones and the init containers that keep running. */
function expectedOf(pod: ApiObject): number {
  return items(at(pod, "spec", "containers")).length + sidecars(pod).size;
}

function sidecars(pod: ApiObject): ReadonlySet<string> {
  const restarting = items(at(pod, "spec", "initContainers")).filter((one) => one["restartPolicy"] === "Always");
  return new Set(restarting.map((one) => text(one["name"])));
}

function runningOf(pod: ApiObject): readonly Fields[] {
  const kept = sidecars(pod);
  const init = items(at(pod, "status", "initContainerStatuses")).filter(
    (one) => kept.has(text(one["name"])) && one["started"] === true,
  );
  return [...items(at(pod, "status", "containerStatuses")), ...init];
}

function isReady(status: Fields): boolean {
  return status["ready"] === true && isFields(at(status, "state", "running"));
}

/** The word that says best what happens to a pod: its containers' troubles before its phase. */
function podReason(pod: ApiObject): string {
  const status = fields(pod["status"]);
  let reason = text(status["reason"]) || text(status["phase"]);
  const scheduled = condition(pod, "PodScheduled");
  if (scheduled?.["reason"] === "SchedulingGated") reason = "SchedulingGated";
  const initializing = initReason(pod);
  if (initializing !== undefined) reason = initializing;
  if (initializing === undefined || condition(pod, "Initialized")?.["status"] === "True") {
    reason = containersReason(pod, reason);
  }
  if (pod.metadata.deletionTimestamp === undefined) return reason;
  if (status["reason"] === "NodeLost") return "Unknown";
  return reason === "Succeeded" || reason === "Failed" || reason === "Completed" ? reason : "Terminating";
}

/** `Init:1/2`, `Init:Error`…; undefined when all init containers are done. */
function initReason(pod: ApiObject): string | undefined {
  const total = items(at(pod, "spec", "initContainers")).length;
  const kept = sidecars(pod);
  for (const [index, status] of items(at(pod, "status", "initContainerStatuses")).entries()) {
    const terminated = at(status, "state", "terminated");
    const waiting = text(at(status, "state", "waiting", "reason"));
    if (isFields(terminated) && (number(terminated["exitCode"]) ?? 0) === 0) continue;
    if (kept.has(text(status["name"])) && status["started"] === true) continue;
    if (isFields(terminated)) return `Init:${exitText(terminated)}`;
    if (waiting !== "" && waiting !== "PodInitializing") return `Init:${waiting}`;
    return `Init:${index}/${total}`;
  }
  return undefined;
}

/** The last container that says something decides; one that runs well beside completed ones wins. */
function containersReason(pod: ApiObject, phase: string): string {
  let reason = phase;
  let running = false;
  for (const status of [...items(at(pod, "status", "containerStatuses"))].reverse()) {
    const waiting = text(at(status, "state", "waiting", "reason"));
    const terminated = at(status, "state", "terminated");
    if (waiting !== "") reason = waiting;
    else if (isFields(terminated)) reason = exitText(terminated);
    else if (status["ready"] === true && isFields(at(status, "state", "running"))) running = true;
  }
  if (reason !== "Completed" || !running) return reason;
  return condition(pod, "Ready")?.["status"] === "True" ? "Running" : "NotReady";
}

function exitText(terminated: Fields): string {
  const signal = number(terminated["signal"]) ?? 0;
  return (
    text(terminated["reason"]) ||
    (signal !== 0 ? `Signal:${signal}` : `ExitCode:${number(terminated["exitCode"]) ?? 0}`)
  );
}

/** `3 (5m ago)`: the restarts, and when the last one was. */
function restartsText(pod: ApiObject, nowMs: number): string {
  const statuses = initReason(pod) === undefined ? runningOf(pod) : items(at(pod, "status", "initContainerStatuses"));
  let restarts = 0;
  let last = "";
  for (const status of statuses) {
    restarts += number(status["restartCount"]) ?? 0;
    const finished = text(at(status, "lastState", "terminated", "finishedAt"));
    if (finished > last) last = finished;
  }
  return restarts === 0 || last === "" ? String(restarts) : `${restarts} (${ageOf(last, nowMs)} ago)`;
}

function readinessGates(pod: ApiObject): string {
  const gates = items(at(pod, "spec", "readinessGates")).map((gate) => text(gate["conditionType"]));
  if (gates.length === 0) return NONE;
  const met = gates.filter((gate) => condition(pod, gate)?.["status"] === "True");
  return `${met.length}/${gates.length}`;
}

/** What `kubectl get nodes` shows. */
export const nodeCells: Cells = {
  Status(node) {
    const ready = condition(node, "Ready");
    const words = [ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady"];
    if (at(node, "spec", "unschedulable") === true) words.push("SchedulingDisabled");
    return words.join(",");
  },
  Roles(node) {
    const labels = node.metadata.labels ?? {};
    const prefix = "node-role.kubernetes.io/";
    const roles = Object.keys(labels).filter((key) => key.startsWith(prefix) && key.length > prefix.length);
    const plain = labels["kubernetes.io/role"];
    return (
      [...roles.map((key) => key.slice(prefix.length)), ...(plain === undefined ? [] : [plain])].sort().join(",") ||
      NONE
    );
  },
  Version: textAt(["status", "nodeInfo", "kubeletVersion"]),
  "Internal-IP": (node) => addressOf(node, "InternalIP"),
  "External-IP": (node) => addressOf(node, "ExternalIP"),
  "OS-Image": textAt(["status", "nodeInfo", "osImage"], "<unknown>"),
  "Kernel-Version": textAt(["status", "nodeInfo", "kernelVersion"], "<unknown>"),
  "Container-Runtime": textAt(["status", "nodeInfo", "containerRuntimeVersion"], "<unknown>"),
};

function addressOf(node: ApiObject, type: string): string {
  return text(items(at(node, "status", "addresses")).find((one) => one["type"] === type)?.["address"]) || NONE;
}

/** What `kubectl get endpoints` shows. */
export const endpointsCells: Cells = {
  Endpoints(object) {
    const all = items(object["subsets"]).flatMap((subset) => {
      const addresses = items(subset["addresses"]).map((one) => text(one["ip"]));
      const ports = items(subset["ports"]).map((one) => number(one["port"]) ?? 0);
      return ports.length === 0
        ? addresses
        : ports.flatMap((port) => addresses.map((address) => hostPort(address, port)));
    });
    return all.length === 0 ? NONE : firstOf(all, 3);
  },
};

function hostPort(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What `kubectl get endpointslices` shows. */
export const endpointSliceCells: Cells = {
  AddressType: textAt(["addressType"]),
  Ports(slice) {
    const ports = items(slice["ports"]).map((port) =>
      port["port"] === undefined ? "*" : String(number(port["port"]) ?? 0),
    );
    return limited(ports);
  },
  Endpoints: (slice) => limited(items(slice["endpoints"]).flatMap((endpoint) => texts(endpoint["addresses"]))),
};

function limited(list: readonly string[]): string {
  return list.length === 0 ? UNSET : firstOf(list, 3);
}
