/** Events of events.k8s.io/v1: what happened to an object, for people. */
export {
  createEventBroadcaster,
  type EventBroadcaster,
  type EventBroadcasterOptions,
} from "./create-event-broadcaster.ts";
export { Event, type EventObject, type EventReference, type EventSeries, type EventType } from "./event.ts";
export { type EventInput, type EventRecorder, silentRecorder } from "./recorder.ts";
