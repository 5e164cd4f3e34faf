import fc from "fast-check";
import { expect, it } from "vitest";
import { keyString } from "#meta/key.ts";
import type { ObjectEvent } from "./cache.ts";
import { createInformerSection, type InformerSection } from "./informer-section.ts";
import { viewObjects } from "./informer-view.ts";
import type { ReflectorFailureCause } from "./reflector-failure.ts";
import {
  initialReflectorState,
  type ReflectorCommand,
  type ReflectorInput,
  type ReflectorState,
  type StoredObject,
} from "./reflector-state.ts";
import { step } from "./reflector-step.ts";
import { createStore, type Store } from "./store.ts";

it("after any writes and faults the view equals the server, and never went back behind an own write", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(action, { maxLength: 50, size: "max" }), (streams, actions) => {
      const world = createWorld(streams);
      for (const one of actions) {
        world.act(one);
        world.checkView();
      }
      world.settle();
      expect(world.viewed()).toEqual(world.server.objects);
      expect(world.told).toEqual(world.server.objects);
      expect(world.section.overlay.size).toBe(0);
    }),
    { numRuns: 150 },
  );
});

type Action =
  | { readonly type: "write" | "delete"; readonly name: string; readonly own: boolean; readonly late: boolean }
  /** Own answers that were on their way arrive. */
  | { readonly type: "answers" | "next" | "compact" }
  | { readonly type: "fault"; readonly cause: ReflectorFailureCause };

const name = fc.constantFrom("p", "q", "r");
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("write" as const), name, own: fc.boolean(), late: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("delete" as const), name, own: fc.boolean(), late: fc.boolean() }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom("next" as const, "next" as const, "answers" as const, "compact" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("fault" as const),
      cause: fc.constantFrom<ReflectorFailureCause[]>("unreachable", "expired", "idle", "server", "denied", "other"),
    }),
  },
);

/** What the API server has, and its history. */
interface ModelServer {
  version: number;
  /** History up to this version is gone. */
  compacted: number;
  readonly objects: Map<string, StoredObject>;
  readonly log: {
    readonly version: number;
    readonly type: "ADDED" | "MODIFIED" | "DELETED";
    readonly object: StoredObject;
  }[];
}

interface World {
  readonly server: ModelServer;
  readonly section: InformerSection;
  /** What the events have told. */
  readonly told: ReadonlyMap<string, StoredObject>;
  viewed(): ReadonlyMap<string, StoredObject>;
  act(action: Action): void;
  checkView(): void;
  settle(): void;
}

function createWorld(streams: boolean): World {
  const server: ModelServer = { version: 1, compacted: 0, objects: new Map(), log: [] };
  const store = createStore({ freeze: true, onIndexError: () => undefined });
  const told = new Map<string, StoredObject>();
  const emit = (event: ObjectEvent<StoredObject>): void => tell(told, event);
  const section = createInformerSection({
    store,
    namespace: undefined,
    selects: () => true,
    emit,
    onChanged: () => undefined,
  });
  const connection = createConnection(server, section, streams);
  const checker = createViewChecker(server, store, section);
  let answers: (() => void)[] = [];

  const answer = (late: boolean, deliver: () => void): void => {
    if (late) answers.push(deliver);
    else deliver();
  };
  const deliverAnswers = (): void => {
    for (const deliver of answers) deliver();
    answers = [];
  };
  const act = (one: Action): void => {
    switch (one.type) {
      case "write": {
        const object = write(server, one.name);
        if (one.own) answer(one.late, () => (section.written(object), checker.wrote(object)));
        return;
      }
      case "delete": {
        const object = remove(server, one.name);
        // As the cached client does: the UID was read before.
        if (one.own && object !== undefined && store.get(object.metadata)?.metadata.uid === object.metadata.uid) {
          answer(one.late, () => {
            section.overlay.deleted(object.metadata, object.metadata.uid, store.get(object.metadata));
            checker.removed(object);
          });
        }
        return;
      }
      case "answers":
        return deliverAnswers();
      case "next":
        return connection.next();
      case "compact":
        server.compacted = server.version;
        return;
      case "fault":
        return connection.fail(one.cause);
    }
  };
  return {
    server,
    section,
    told,
    viewed: () => viewed(store, section),
    act,
    checkView: checker.check,
    settle() {
      deliverAnswers();
      for (let turn = 0; turn < 400 && !connection.isIdle(); turn++) connection.next();
      connection.bookmark();
    },
  };
}

function write(server: ModelServer, objectName: string): StoredObject {
  const old = server.objects.get(objectName);
  const version = ++server.version;
  const object: StoredObject = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: objectName,
      uid: old?.metadata.uid ?? `${objectName}-${version}`,
      resourceVersion: String(version),
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
  };
  server.objects.set(objectName, object);
  server.log.push({ version, type: old === undefined ? "ADDED" : "MODIFIED", object });
  return object;
}

function remove(server: ModelServer, objectName: string): StoredObject | undefined {
  const old = server.objects.get(objectName);
  if (old === undefined) return undefined;
  const version = ++server.version;
  server.objects.delete(objectName);
  server.log.push({
    version,
    type: "DELETED",
    object: { ...old, metadata: { ...old.metadata, resourceVersion: String(version) } },
  });
  return old;
}

function tell(told: Map<string, StoredObject>, event: ObjectEvent<StoredObject>): void {
  const id = keyString(event.object.metadata);
  if (event.type === "delete") told.delete(id);
  else {
    expect(told.has(id)).toBe(event.type === "update");
    told.set(id, event.object);
  }
}

function viewed(store: Store, section: InformerSection): ReadonlyMap<string, StoredObject> {
  const list = new Map(
    [...viewObjects(store, [section.overlay], {})].map((object) => [keyString(object.metadata), object]),
  );
  for (const objectName of ["p", "q", "r"]) {
    expect(section.overlay.view({ name: objectName }, store.get({ name: objectName }))).toBe(list.get(objectName));
  }
  return list;
}

/** The requests of one reflector, answered by the model. */
function createConnection(
  server: ModelServer,
  section: InformerSection,
  streams: boolean,
): {
  next(): void;
  fail(cause: ReflectorFailureCause): void;
  isIdle(): boolean;
  bookmark(): void;
} {
  let state: ReflectorState = initialReflectorState;
  let command: ReflectorCommand | undefined;
  let queue: ReflectorInput[] = [];
  let position = 0;
  const failure = (cause: ReflectorFailureCause): ReflectorInput => ({
    type: "failed",
    atMs: 0,
    failure: { cause, error: new Error(cause) },
  });

  const feed = (input: ReflectorInput): void => {
    const [next, output] = step(state, input);
    state = next;
    if (output.change !== undefined) section.change(output.change);
    if (output.command !== undefined) begin(output.command);
  };
  const begin = (next: ReflectorCommand): void => {
    command = next;
    queue = [];
    if (next.type === "list") queue = pagesOf(server, next.pageSize);
    if (next.type !== "watch") return;
    position = Number(next.resourceVersion);
    if (!next.sendInitialEvents) return;
    queue = streams ? initialEvents(server) : [failure("unsupported")];
    position = server.version;
  };
  const event = (): ReflectorInput | undefined => {
    const entry = server.log.find(({ version }) => version > position);
    if (entry === undefined) return undefined;
    if (position < server.compacted) return failure("expired");
    position = entry.version;
    return { type: "event", event: { type: entry.type, object: entry.object } };
  };
  return {
    next() {
      if (command === undefined) return feed({ type: "start" });
      if (command.type === "wait") return feed({ type: "waited" });
      const input = queue.shift() ?? (command.type === "watch" ? event() : undefined);
      if (input !== undefined) feed(input);
    },
    fail(cause) {
      if (command !== undefined && command.type !== "wait") feed(failure(cause));
    },
    isIdle: () => command?.type === "watch" && queue.length === 0 && position >= server.version,
    bookmark: () =>
      feed({
        type: "event",
        event: { type: "BOOKMARK", resourceVersion: String(server.version), initialEventsEnd: false },
      }),
  };
}

function pagesOf(server: ModelServer, pageSize: number): ReflectorInput[] {
  const objects = [...server.objects.values()];
  const size = pageSize === 0 ? objects.length + 1 : 2;
  const resourceVersion = String(server.version);
  const pages: ReflectorInput[] = [];
  for (let from = 0; from === 0 || from < objects.length; from += size) {
    const rest = from + size < objects.length;
    pages.push({
      type: "page",
      page: { items: objects.slice(from, from + size), resourceVersion, ...(rest && { continue: "more" }) },
    });
  }
  return pages;
}

function initialEvents(server: ModelServer): ReflectorInput[] {
  const events: ReflectorInput[] = [...server.objects.values()].map((object) => ({
    type: "event",
    event: { type: "ADDED", object },
  }));
  events.push({
    type: "event",
    event: { type: "BOOKMARK", resourceVersion: String(server.version), initialEventsEnd: true },
  });
  return events;
}

function createViewChecker(
  server: ModelServer,
  store: Store,
  section: InformerSection,
): {
  wrote(object: StoredObject): void;
  removed(object: StoredObject): void;
  check(): void;
} {
  const own = new Map<string, StoredObject>();
  const dead = new Set<string>();
  let before: ReadonlyMap<string, StoredObject> = new Map();
  const isDeletedSince = ({ metadata }: StoredObject): boolean =>
    server.log.some(({ type, object }) => type === "DELETED" && object.metadata.uid === metadata.uid);
  return {
    wrote: (object) => void own.set(object.metadata.name, object),
    removed: (object) => void dead.add(object.metadata.uid),
    check() {
      const now = viewed(store, section);
      for (const { metadata } of before.values()) {
        if (now.get(metadata.name)?.metadata.uid !== metadata.uid) dead.add(metadata.uid);
      }
      for (const { metadata } of now.values()) expect(dead).not.toContain(metadata.uid);
      for (const [objectName, written] of own) {
        const seen = now.get(objectName);
        if (seen === undefined) expect(isDeletedSince(written)).toBe(true);
        else if (seen.metadata.uid === written.metadata.uid) {
          expect(Number(seen.metadata.resourceVersion)).toBeGreaterThanOrEqual(
            Number(written.metadata.resourceVersion),
          );
        } else expect(isDeletedSince(written)).toBe(true);
      }
      before = now;
    },
  };
}
