import type { Lease } from "./workqueue.ts";

/** A worker that waits for its turn. */
export interface Taker<K> {
  resolve(lease: Lease<K> | undefined): void;
}

/** Waits until a lease, or the end of the queue, is given to the taker that this adds; rejects when the signal aborts. */
export function waitForTurn<K>(takers: Set<Taker<K>>, signal: AbortSignal): Promise<Lease<K> | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      takers.delete(taker);
      reject(signal.reason as Error);
    };
    const taker: Taker<K> = {
      resolve(lease) {
        signal.removeEventListener("abort", onAbort);
        resolve(lease);
      },
    };
    signal.addEventListener("abort", onAbort, { once: true });
    takers.add(taker);
  });
}
