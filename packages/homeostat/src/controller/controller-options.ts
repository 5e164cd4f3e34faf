import type { Cache } from "#cache/cache.ts";
import type { Client } from "#client/client.ts";
import type { Cluster } from "#cluster/cluster.ts";
import type { EventRecorder } from "#events/recorder.ts";
import type { KeyOf } from "#meta/key.ts";
import type { Kind, ObjectOf } from "#meta/kind.ts";
import type { Persisted } from "#meta/object.ts";
import type { Logger } from "#observe/logger.ts";
import type { Clock } from "#std/clock.ts";
import type { RateLimiter } from "#workqueue/rate-limiter.ts";
import type { Outcome } from "./outcome.ts";
import type { Predicate } from "./predicate.ts";
import type { Source } from "./source.ts";
import type { OwnedKind, Watch } from "./watch.ts";

/** What a controller is: the kind it looks after, what wakes it, and what it does. */
export interface ControllerOptions<K extends Kind> {
  /** In logs and metrics; unique in a manager. */
  readonly name: string;
  /** The kind whose objects are reconciled. */
  readonly for: K;
  /** Which events of these objects wake the controller. @default `desiredStateChanged` */
  readonly when?: Predicate<Persisted<ObjectOf<K>>>;
  /** Kinds whose objects have an object of `for` as their controller. */
  readonly owns?: readonly (Kind | OwnedKind)[];
  /** Other kinds, made with `watch`. */
  readonly watches?: readonly Watch[];
  /** What is not in the cache, for example a `Channel`. */
  readonly sources?: readonly Source[];
  /**
   * Brings the world closer to what the object asks for. Called with the key only, as often as needed and never twice at a time
   * for one key: it reads the current state and may run again at any time. What it throws is logged and tried again, later
   * each time; a `TerminalError` is not tried again.
   */
  readonly reconcile: (request: Request<K>, context: ReconcileContext) => Promise<Outcome> | Outcome;
  /**
   * Cleans up before an object goes. With it, `finalizer` is put on every object before its first `reconcile`, and removed when
   * `finalize` has returned `done()`; an object that is being deleted is given to `finalize` and not to `reconcile`.
   */
  readonly finalize?: (object: Persisted<ObjectOf<K>>, context: ReconcileContext) => Promise<Outcome> | Outcome;
  /** @default `<group>/<name>`; required for kinds of the core group */
  readonly finalizer?: string;
  /** How many objects are worked on at a time. @default 1 */
  readonly maxConcurrentReconciles?: number;
  /** After this time the signal of a reconcile aborts. @default no limit */
  readonly reconciliationTimeoutMs?: number;
  /** How long the first lists may take before the controller fails. @default 120 000 */
  readonly cacheSyncTimeoutMs?: number;
  /** Makes the delays after failures. @default 5 ms doubled up to 1000 s */
  readonly rateLimiter?: (clock: Clock) => RateLimiter;
  /** Whether a defect (a thrown value that is no `Error`, a `TypeError`, …) is tried again like a failure, or ends the program. @default "recover" */
  readonly onPanic?: "recover" | "crash";
  /** `leader`: only in the process that leads; `always`: in every replica. @default "leader" */
  readonly phase?: "leader" | "always";
}

/** The name of the object to reconcile. */
export type Request<K extends Kind = Kind> = KeyOf<K>;

/** What a reconcile may use. */
export interface ReconcileContext {
  /** Reads from the cache where the kind is in it, and sees its own writes. */
  readonly client: Client;
  readonly cache: Cache;
  readonly cluster: Cluster;
  /** Has the controller, the object and `reconcileID` on each line. */
  readonly log: Logger;
  readonly recorder: EventRecorder;
  readonly clock: Clock;
  /** Aborts when the grace period of a stop is over, or at `reconciliationTimeoutMs`; to be given to everything that waits. */
  readonly signal: AbortSignal;
  /** Aborts when the program is asked to stop: a long reconcile may end early, with everything done so far in order. */
  readonly stopping: AbortSignal;
  /** 1 for the first try, then one more after each failure. */
  readonly attempt: number;
  /** Unique for this run. */
  readonly reconcileID: string;
}

/** The finalizer that a definition with `finalize` manages. */
export function finalizerOf(options: Pick<ControllerOptions<Kind>, "name" | "for" | "finalizer">): string {
  return options.finalizer ?? `${options.for.group}/${options.name}`;
}
