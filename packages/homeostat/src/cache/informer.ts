import type { Client } from "#client/client.ts";
import type { ObjectKey } from "#meta/key.ts";
import { resourceNameOf } from "#meta/kind.ts";
import type { Logger } from "#observe/logger.ts";
import { abortable } from "#std/abort.ts";
import type { Clock } from "#std/clock.ts";
import { deepFreeze } from "#std/compare.ts";
import type { Random } from "#std/random.ts";
import { createTaskGroup } from "#std/task-group.ts";
import type { Informer, ObjectEvent } from "./cache.ts";
import type { IndexFunction } from "./index-set.ts";
import type { InformerMetrics } from "./informer-metrics.ts";
import { createInformerSection, type InformerSection } from "./informer-section.ts";
import { viewObjects, type ViewQuery } from "./informer-view.ts";
import type { InformerError } from "./reflector-failure.ts";
import type { StoredObject } from "./reflector-state.ts";
import { createReflector, type Reflector } from "./reflector.ts";
import { type KindSelection, objectSelector } from "./selection.ts";
import { createStore, type Store } from "./store.ts";

/** An informer as the cache sees it: with its indexes, this process's own writes, and its life. */
export interface CachedKind extends Informer<StoredObject> {
  readonly lastError: InformerError | undefined;
  /** Whether objects of this namespace are kept; undefined: any. */
  covers(namespace: string | undefined): boolean;
  addIndex(name: string, values: IndexFunction): void;
  hasIndex(name: string): boolean;
  /** How many different values an index has. */
  indexSize(name: string): number;
  readonly indexNames: readonly string[];
  /** Whether an index would hold the object under the value. */
  indexHolds(name: string, value: string, object: StoredObject): boolean;
  /** What readers see. */
  view(query: ViewQuery): Iterable<StoredObject>;
  written(object: StoredObject): void;
  deleted(key: ObjectKey, uid: string): void;
  /** Lists and watches until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

/** What an informer needs. */
export interface InformerOptions {
  readonly client: Pick<Client, "pages" | "watch">;
  readonly selection: KindSelection;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: InformerMetrics;
  readonly freeze: boolean;
}

/** Creates the informer of one kind: a store, and for each watched namespace a reflector that feeds it. */
export function createInformer(options: InformerOptions): CachedKind {
  const { selection, metrics } = options;
  const { kind } = selection;
  const store = createInformerStore(options);
  const listeners = createListeners(options);
  const sync = createLatch();

  const onChanged = (): void => {
    metrics.objects?.(kind, store.size);
    if (!sync.isOpen && parts.every(({ section }) => section.synced)) sync.open();
  };
  const selects = objectSelector(selection);
  const parts = watchedNamespaces(selection).map((namespace): Part => {
    const section = createInformerSection({ store, namespace, selects, emit: listeners.emit, onChanged });
    return { section, reflector: createReflector({ ...options, namespace, onChange: section.change }) };
  });
  const sectionOf = (namespace: string | undefined): InformerSection | undefined =>
    parts.find(({ section }) => section.namespace === undefined || section.namespace === namespace)?.section;

  const view = (query: ViewQuery): Iterable<StoredObject> => {
    const own = query.namespace === undefined ? undefined : sectionOf(query.namespace);
    const sections = own === undefined ? parts.map(({ section }) => section) : [own];
    return viewObjects(
      store,
      sections.map(({ overlay }) => overlay),
      query,
    );
  };

  return {
    kind,
    view,
    list: () => view({}),
    get: (key) => sectionOf(key.namespace)?.overlay.view(key, store.get(key)),
    get synced() {
      return sync.isOpen;
    },
    get lastError() {
      return parts.find(({ reflector }) => reflector.lastError !== undefined)?.reflector.lastError;
    },
    waitForSync: (signal) => abortable(sync.opened, signal),
    covers: (namespace) => namespace === undefined || sectionOf(namespace) !== undefined,
    addIndex: (name, values) => store.indexes.add(name, values, store.list()),
    hasIndex: (name) => store.indexes.has(name),
    indexSize: (name) => store.indexes.size(name),
    get indexNames() {
      return store.indexes.names;
    },
    indexHolds: (name, value, object) => store.indexes.holds(name, value, object),
    subscribe: (listener) => listeners.add(listener, store.list()),
    written(object) {
      if (options.freeze) deepFreeze(object);
      sectionOf(object.metadata.namespace)?.written(object);
    },
    deleted: (key, uid) => sectionOf(key.namespace)?.overlay.deleted(key, uid, store.get(key)),
    async run(signal) {
      const group = createTaskGroup(signal);
      for (const { reflector } of parts) group.start((abort) => reflector.run(abort));
      await group.join();
    },
  };
}

interface Part {
  readonly section: InformerSection;
  readonly reflector: Reflector;
}

function createInformerStore({ selection, log, freeze }: InformerOptions): Store {
  const resource = resourceNameOf(selection.kind);
  return createStore({
    freeze,
    onIndexError(index, { metadata: { namespace, name } }, error) {
      log.error(error, "an index function failed; the object is not in the index", {
        index,
        resource,
        namespace,
        name,
      });
    },
  });
}

type Listener = (event: ObjectEvent<StoredObject>) => void;

interface Listeners {
  /** Adds a listener and gives it the current objects; the result removes it. */
  add(listener: Listener, objects: Iterable<StoredObject>): () => void;
  emit(event: ObjectEvent<StoredObject>): void;
}

/** A listener that throws loses the event; the others and the cache do not notice. */
function createListeners({ selection, log }: InformerOptions): Listeners {
  // By registration, so that a function which was added twice is called and removed twice.
  const registrations = new Set<{ readonly listener: Listener }>();
  const deliver = (listener: Listener, event: ObjectEvent<StoredObject>): void => {
    try {
      listener(event);
    } catch (error) {
      const { namespace, name } = event.object.metadata;
      log.error(error, "a listener of the cache failed; it has lost the event", {
        resource: resourceNameOf(selection.kind),
        namespace,
        name,
      });
    }
  };
  return {
    add(listener, objects) {
      const registration = { listener };
      for (const object of Array.from(objects)) deliver(listener, { type: "create", object, initial: true });
      registrations.add(registration);
      return () => void registrations.delete(registration);
    },
    emit(event) {
      for (const { listener } of registrations) deliver(listener, event);
    },
  };
}

interface Latch {
  readonly isOpen: boolean;
  readonly opened: Promise<void>;
  open(): void;
}

function createLatch(): Latch {
  let isOpen = false;
  let resolve: () => void = () => undefined;
  const opened = new Promise<void>((done) => (resolve = done));
  return {
    get isOpen() {
      return isOpen;
    },
    opened,
    open() {
      isOpen = true;
      resolve();
    },
  };
}

/** One watch over everything, or one per namespace. */
function watchedNamespaces({ kind, namespaces }: KindSelection): readonly (string | undefined)[] {
  if (kind.scope === "Cluster" || namespaces === undefined || namespaces.length === 0) return [undefined];
  return [...new Set(namespaces)];
}
