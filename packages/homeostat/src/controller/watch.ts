import type { Informer, ObjectEvent } from "#cache/cache.ts";
import type { Cluster } from "#cluster/cluster.ts";
import type { ObjectKey } from "#meta/key.ts";
import type { Kind, ObjectOf } from "#meta/kind.ts";
import { resourceNameOf } from "#meta/kind.ts";
import type { KubernetesObject, Persisted } from "#meta/object.ts";
import type { Logger } from "#observe/logger.ts";
import { keysOf, type Mapper, type OwnerMapperOptions, toOwner } from "./mapper.ts";
import type { Predicate } from "./predicate.ts";

/** A kind whose events wake a controller; made by `watch`. */
export interface Watch {
  readonly kind: Kind;
  /** Makes sure that the kind is in the cache. */
  bind(cluster: Cluster): BoundWatch;
}

/** A watch of one cluster. */
export interface BoundWatch {
  readonly kind: Kind;
  readonly informer: Pick<Informer<KubernetesObject>, "waitForSync" | "lastError">;
  /** Delivers keys from now on, the current objects first; returns the end of it. */
  subscribe(sink: WatchSink): WatchSubscription;
}

/** Where keys go. */
export interface WatchSink {
  enqueue(key: ObjectKey, priority: number): void;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** A watch that delivers keys, until its end. */
export interface WatchSubscription {
  /** Resolves when the mappers that are under way have delivered. */
  settled(): Promise<void>;
  end(): void;
}

/** How the events of a kind become keys of a controller. */
export interface WatchMapping<K extends Kind> {
  readonly map: Mapper<Persisted<ObjectOf<K>>>;
  /** @default all events */
  readonly when?: Predicate<Persisted<ObjectOf<K>>>;
  /** @default the manager's own cluster */
  readonly cluster?: Cluster;
}

/** Watches any kind: `watch(Node, { map: (node) => [...], when: labelChanged })`. */
export function watch<K extends Kind>(kind: K, mapping: WatchMapping<K>): Watch {
  return {
    kind,
    bind(cluster) {
      const { cache, client } = mapping.cluster ?? cluster;
      const informer = cache.informer(kind);
      return {
        kind,
        informer,
        subscribe(sink) {
          const deliveries = createDeliveries(kind, sink);
          const context = { client, signal: sink.signal };
          const end = informer.subscribe((event) => {
            deliveries.deliver(priorityOf(event), () =>
              mapping.when?.(event) === false ? [] : keysOf(event, mapping.map, context),
            );
          });
          return { end, settled: deliveries.settled };
        },
      };
    },
  };
}

/** A kind of objects that belong to a controller's objects, with more than the defaults. */
export interface OwnedKind {
  readonly kind: Kind;
  watchFor(ownerKind: Kind): Watch;
}

/** How owned objects wake the controller of their owner. */
export interface OwnedOptions<K extends Kind> extends OwnerMapperOptions {
  /** @default all events */
  readonly when?: Predicate<Persisted<ObjectOf<K>>>;
}

/** For `owns`, where a kind alone does not say enough: `owned(Pod, { match: "all" })`. */
export function owned<K extends Kind>(kind: K, options: OwnedOptions<K> = {}): OwnedKind {
  const { when, ...match } = options;
  return {
    kind,
    watchFor: (ownerKind) => watch(kind, { map: toOwner(ownerKind, match), ...(when === undefined ? {} : { when }) }),
  };
}

/** What is only there because the program has started is less urgent than what people do now. */
const INITIAL_PRIORITY = -100;

function priorityOf(event: ObjectEvent<KubernetesObject>): number {
  if (event.type === "create") return event.initial ? INITIAL_PRIORITY : 0;
  if (event.type !== "update") return 0;
  const isUnchanged = event.old.metadata?.resourceVersion === event.object.metadata?.resourceVersion;
  return isUnchanged ? INITIAL_PRIORITY : 0;
}

interface Deliveries {
  deliver(priority: number, keys: () => Iterable<ObjectKey> | Promise<Iterable<ObjectKey>>): void;
  settled(): Promise<void>;
}

/** A predicate or mapper that throws loses one event, with a log line, and not the watch. */
function createDeliveries(kind: Kind, { enqueue, log }: WatchSink): Deliveries {
  const pending = new Set<Promise<void>>();
  const fail = (error: unknown): void =>
    log.error(error, "A predicate or mapper failed; the event is lost", { resource: resourceNameOf(kind) });
  return {
    deliver(priority, keys) {
      try {
        const mapped = keys();
        if (mapped instanceof Promise) {
          const delivery: Promise<void> = mapped
            .then((late) => {
              for (const key of late) enqueue(key, priority);
            })
            .catch(fail)
            .finally(() => pending.delete(delivery));
          pending.add(delivery);
        } else {
          for (const key of mapped) enqueue(key, priority);
        }
      } catch (error) {
        fail(error);
      }
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}
