import type { ObjectKey } from "#meta/key.ts";
import { keyString } from "#meta/key.ts";

/**
 * Anything that knows which objects have to be reconciled. Resolves when what was there at the start is enqueued; ends its
 * work when the signal aborts.
 */
export type Source = (enqueue: EnqueueFunction, signal: AbortSignal) => Promise<void>;

/** Puts a key into the controller's queue; a higher `priority` goes first. @default priority 0 */
export type EnqueueFunction = (key: ObjectKey, options?: { readonly priority?: number }) => void;

/** A source that the program feeds. */
export interface Channel {
  readonly source: Source;
  /** Wakes the controller for an object. Before the controller runs, keys are kept; false when too many are kept already. */
  send(key: ObjectKey): boolean;
}

/** Creates a channel for what is not in Kubernetes: webhooks, message queues, timers. */
export function createChannel(options: { readonly bufferLimit?: number } = {}): Channel {
  const { bufferLimit = 1024 } = options;
  const buffered = new Map<string, ObjectKey>();
  const receivers = new Set<EnqueueFunction>();
  return {
    source(enqueue, signal) {
      if (signal.aborted) return Promise.resolve();
      receivers.add(enqueue);
      signal.addEventListener("abort", () => receivers.delete(enqueue), { once: true });
      for (const key of buffered.values()) enqueue(key);
      buffered.clear();
      return Promise.resolve();
    },
    send(key) {
      for (const enqueue of receivers) enqueue(key);
      if (receivers.size > 0) return true;
      if (buffered.size >= bufferLimit && !buffered.has(keyString(key))) return false;
      buffered.set(keyString(key), key);
      return true;
    },
  };
}
