/** Controllers: what wakes them, and the reconcile loop. */
export type { ControllerOptions, ReconcileContext, Request } from "./controller-options.ts";
export { createController } from "./create-controller.ts";
export { type ControllerDefinition, defineController } from "./define-controller.ts";
export { type MapContext, type Mapper, type OwnerMapperOptions, toObject, toOwner } from "./mapper.ts";
export { done, type Outcome, requeue, requeueAfter, type RequeueOptions } from "./outcome.ts";
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
} from "./predicate.ts";
export { type Channel, createChannel, type EnqueueFunction, type Source } from "./source.ts";
export { isTerminalError, TerminalError } from "./terminal-error.ts";
export {
  type BoundWatch,
  owned,
  type OwnedKind,
  type OwnedOptions,
  watch,
  type Watch,
  type WatchMapping,
  type WatchSink,
  type WatchSubscription,
} from "./watch.ts";
