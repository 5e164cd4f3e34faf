/**
 * Kubernetes operators in TypeScript: the names that a first operator needs. More is in `homeostat/client`, `homeostat/meta`,
 * `homeostat/controller` and the other entry points.
 */
export { ApiError, isApiError } from "#client/api-error.ts";
export type { Client, Consistency, Patch } from "#client/client.ts";
export { createClient } from "#client/create-client.ts";
export { isTransportError } from "#client/transport.ts";
export type { Cluster } from "#cluster/cluster.ts";
export { type ClusterOptions, createCluster } from "#cluster/create-cluster.ts";
export type { Runnable, RunSignals } from "#cluster/runnable.ts";
export type { ReconcileContext, Request } from "#controller/controller-options.ts";
export { type ControllerDefinition, defineController } from "#controller/define-controller.ts";
export { done, type Outcome, requeue, requeueAfter } from "#controller/outcome.ts";
export {
  and,
  annotationChanged,
  desiredStateChanged,
  generationChanged,
  labelChanged,
  labelSelector,
  not,
  or,
  type Predicate,
  resourceVersionChanged,
} from "#controller/predicate.ts";
export { type Channel, createChannel } from "#controller/source.ts";
export { TerminalError } from "#controller/terminal-error.ts";
export { owned, watch } from "#controller/watch.ts";
export type { EventRecorder } from "#events/recorder.ts";
export { createManager, type ManagerOptions } from "#manager/create-manager.ts";
export { exitWith } from "#manager/exit-with.ts";
export { ping } from "#manager/health.ts";
export type { Manager } from "#manager/manager.ts";
export { shutdownSignal } from "#manager/shutdown-signal.ts";
export { findCondition, isConditionTrue, setCondition } from "#meta/condition.ts";
export { edit } from "#meta/edit.ts";
export { keyOf, keyString, type ObjectKey } from "#meta/key.ts";
export { defineKind, type Kind, type ObjectOf } from "#meta/kind.ts";
export type { Condition, CustomResource, KubernetesObject, ObjectMeta, Persisted } from "#meta/object.ts";
export { controllerOf, isOwnedBy, ownedBy } from "#meta/owner.ts";
export type { Int32, Int64, Scalar } from "#meta/scalars.ts";
export { createLogger } from "#observe/create-logger.ts";
export { type Logger, silentLogger } from "#observe/logger.ts";
