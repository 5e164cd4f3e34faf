import { defineKind, type Kind } from "#meta/kind.ts";
import type { KubernetesObject } from "#meta/object.ts";

/** An object of `events.k8s.io/v1`. See https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
export interface EventObject extends KubernetesObject {
  readonly eventTime: string;
  readonly reportingController: string;
  readonly reportingInstance: string;
  readonly action: string;
  readonly reason: string;
  readonly regarding: EventReference;
  readonly related?: EventReference;
  readonly note: string;
  readonly type: EventType;
  readonly series?: EventSeries;
}

/** How often an event has happened. */
export interface EventSeries {
  readonly count: number;
  readonly lastObservedTime: string;
}

/** Whether people need to look: `Warning`, or not: `Normal`. */
export type EventType = "Normal" | "Warning";

/** The object that an event is about. */
export interface EventReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** The kind of events. */
export const Event: Kind<EventObject, "Namespaced"> = defineKind<EventObject>()({
  group: "events.k8s.io",
  version: "v1",
  kind: "Event",
  plural: "events",
  scope: "Namespaced",
});
