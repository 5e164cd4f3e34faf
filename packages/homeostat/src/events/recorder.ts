import type { KubernetesObject } from "#meta/object.ts";
import type { EventType } from "./event.ts";

/**
 * Tells people what happened to an object: `kubectl describe` and `kubectl get events` show it. Recording never waits and
 * never fails: events are sent in the background and may be lost.
 */
export interface EventRecorder {
  event(regarding: KubernetesObject, event: EventInput): void;
}

/** What happened. See https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
export interface EventInput {
  /** @default "Normal" */
  readonly type?: EventType;
  /** Why, in UpperCamelCase, for machines: `ScaledUp`. At most 128 characters. */
  readonly reason: string;
  /** What was done or failed, in UpperCamelCase: `Scale`. At most 128 characters. @default the reason */
  readonly action?: string;
  /** For people. Cut at 1024 bytes. */
  readonly note: string;
  /** A second object that took part. */
  readonly related?: KubernetesObject;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Records nothing. */
export const silentRecorder: EventRecorder = { event: () => undefined };
