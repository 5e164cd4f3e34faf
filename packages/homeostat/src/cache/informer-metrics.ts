import type { Kind } from "#meta/kind.ts";

/** What the cache tells about its work; every callback is optional and must be quick. */
export interface InformerMetrics {
  /** Objects of the kind in the store now. */
  objects?(kind: Kind, count: number): void;
  /** All objects are fetched again (or for the first time: `initial`). */
  relisted?(kind: Kind, reason: string): void;
  /** A watch was opened after another one ended: `closed`, `idle`, `unreachable`… */
  watchRestarted?(kind: Kind, reason: string): void;
  /** Something arrived on the watch, also a bookmark; wall-clock time. */
  lastEvent?(kind: Kind, atMs: number): void;
  /** A list or watch failed, with why in one word. */
  failed?(kind: Kind, verb: "list" | "watch", cause: string): void;
}
