import { createFakeClock } from "homeostat/internal/std/fake-clock.ts";
import { createSeededRandom, randomInteger } from "homeostat/internal/std/random.ts";
import { describe, expect, it } from "vitest";
import { createStore } from "./create-store.ts";
import {
  CompactedError,
  KeyExistsError,
  StaleWriteError,
  type ApiObject,
  type Store,
  type StoreEvent,
  type Table,
} from "./store.ts";

function object(name: string, data: string = ""): ApiObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

function pods(options: { readonly logLimit?: number } = {}): { readonly store: Store; readonly table: Table } {
  const store = createStore({ ...options, freeze: true });
  return { store, table: store.table("pods") };
}

function keys(table: Table, range: Parameters<Table["list"]>[0] = {}): readonly string[] {
  return table.list(range).items.map((stored) => stored.key);
}

function record(table: Table, from: number): readonly StoreEvent[] {
  const events: StoreEvent[] = [];
  table.watch(from, (event) => events.push(event));
  return events;
}

function summary(events: readonly StoreEvent[]): readonly string[] {
  return events.map(({ type, revision, current }) => `${type} ${current.key} ${revision}`);
}

describe("writes", () => {
  it("create stamps the next revision of the whole store", () => {
    const { store, table } = pods();
    const first = table.create("a/x", object("x"));
    const other = store.table("nodes").create("n", object("n"));
    const second = table.create("a/y", object("y"));
    expect([first.revision, other.revision, second.revision]).toEqual([2, 3, 4]);
    expect(second.object.metadata.resourceVersion).toBe("4");
    expect(store.revision).toBe(4);
    expect([table.lastRevision, table.size]).toEqual([4, 2]);
  });

  it("create of a key that exists fails with the existing object", () => {
    const { table } = pods();
    const existing = table.create("a/x", object("x"));
    expect(() => table.create("a/x", object("x"))).toThrowError(KeyExistsError);
    expect(table.get("a/x")).toBe(existing);
  });

  it("update keeps the create revision and leaves the old version as it was", () => {
    const { table } = pods();
    const before = table.create("a/x", object("x", "1"));
    const after = table.update(before, object("x", "2"));
    expect([after.createRevision, after.revision]).toEqual([before.revision, 3]);
    expect(before.object["data"]).toBe("1");
    expect(before.object.metadata.resourceVersion).toBe("2");
  });

  it("update and delete of a version that is not the current one fail", () => {
    const { table } = pods();
    const before = table.create("a/x", object("x"));
    const after = table.update(before, object("x"));
    expect(() => table.update(before, object("x"))).toThrowError(StaleWriteError);
    expect(() => table.delete(before)).toThrowError(StaleWriteError);
    table.delete(after);
    expect(() => table.delete(after)).toThrowError(StaleWriteError);
    expect(table.get("a/x")).toBeUndefined();
  });

  it("a frozen store's objects cannot be changed", () => {
    const { table } = pods();
    const { object: stored } = table.create("a/x", object("x"));
    expect(() => Object.assign(stored.metadata, { name: "y" })).toThrow();
  });
});

describe("lists", () => {
  it("are in key order, whatever the order of creation", () => {
    const { table } = pods();
    for (const key of ["b/x", "a/y", "a-b/z", "a/x"]) table.create(key, object(key));
    expect(keys(table)).toEqual(["a-b/z", "a/x", "a/y", "b/x"]);
  });

  it("of a namespace do not hold those whose name begins with it", () => {
    const { table } = pods();
    for (const key of ["a/x", "a0/x", "a-b/x", "ab/x", "b/x"]) table.create(key, object(key));
    expect(keys(table, { namespace: "a" })).toEqual(["a/x"]);
    expect(keys(table, { namespace: "none" })).toEqual([]);
  });

  it("continue after a key, also one that is gone, and count what remains", () => {
    const { table } = pods();
    for (const name of ["1", "2", "3", "4", "5"]) table.create(`a/${name}`, object(name));
    table.create("b/1", object("1"));
    const first = table.list({ namespace: "a", limit: 2 });
    expect([first.items.length, first.remaining]).toEqual([2, 3]);
    const gone = table.get("a/2");
    if (gone !== undefined) table.delete(gone);
    const second = table.list({ namespace: "a", after: "a/2", limit: 2 });
    expect([second.items.map((one) => one.key), second.remaining]).toEqual([["a/3", "a/4"], 1]);
    expect(table.list({ namespace: "a", after: "a/4", limit: 2 }).remaining).toBe(0);
    expect(keys(table, { namespace: "a", after: "b/0" })).toEqual([]);
  });

  it("carry the store's revision, not that of the newest item", () => {
    const { store, table } = pods();
    table.create("a/x", object("x"));
    store.table("nodes").create("n", object("n"));
    expect(table.list().revision).toBe(3);
  });

  it("of an older revision show the objects of that time", () => {
    const { table } = pods();
    const x = table.create("a/x", object("x", "1"));
    const changed = table.update(x, object("x", "2"));
    table.delete(changed);
    table.create("a/y", object("y"));
    table.create("a/x", object("x", "3"));
    const at = (revision: number): readonly string[] =>
      table.list({ revision }).items.map((one) => `${one.object.metadata.name}=${String(one.object["data"])}`);
    expect([1, 2, 3, 4, 5, 6].map(at)).toEqual([[], ["x=1"], ["x=2"], [], ["y="], ["x=3", "y="]]);
    expect(table.list({ revision: 3, limit: 1 }).revision).toBe(3);
  });

  it("of a revision that the log has lost fail", () => {
    const { store, table } = pods({ logLimit: 2 });
    for (const name of ["1", "2", "3", "4"]) table.create(`a/${name}`, object(name));
    expect(keys(table, { revision: 3 })).toEqual(["a/1", "a/2"]);
    expect(() => table.list({ revision: 2 })).toThrowError(CompactedError);
    store.compact(4);
    expect(() => table.list({ revision: 3 })).toThrowError(CompactedError);
    expect(keys(table, { revision: 4 })).toEqual(["a/1", "a/2", "a/3"]);
    expect(store.compactedRevision).toBe(4);
  });
});

describe("watches", () => {
  it("get what happened after their revision, then what happens, in one order", () => {
    const { table } = pods();
    const x = table.create("a/x", object("x"));
    const changed = table.update(x, object("x", "2"));
    const events = record(table, x.revision);
    table.create("a/y", object("y"));
    table.delete(changed);
    expect(summary(events)).toEqual(["MODIFIED a/x 3", "ADDED a/y 4", "DELETED a/x 5"]);
  });

  it("of a deletion get the last state with the revision of the delete", () => {
    const { table } = pods();
    const events = record(table, 1);
    const x = table.create("a/x", object("x", "1"));
    table.delete(x, { ...x.object, data: "last" });
    const deleted = events.at(-1);
    expect(deleted?.current.object).toMatchObject({ data: "last", metadata: { resourceVersion: "3" } });
    expect(deleted?.previous).toBe(x);
  });

  it("from a revision of the future get nothing until it is passed", () => {
    const { table } = pods();
    const events = record(table, 3);
    for (const name of ["1", "2", "3"]) table.create(`a/${name}`, object(name));
    expect(summary(events)).toEqual(["ADDED a/3 4"]);
  });

  it("from a revision that the log has lost fail, also in a table that is opened later", () => {
    const { store, table } = pods({ logLimit: 2 });
    for (const name of ["1", "2", "3"]) table.create(`a/${name}`, object(name));
    expect(() => record(table, 1)).toThrowError(CompactedError);
    expect(summary(record(table, 2))).toEqual(["ADDED a/2 3", "ADDED a/3 4"]);
    store.compact(4);
    expect(() => record(store.table("nodes"), 3)).toThrowError(CompactedError);
    expect(record(store.table("nodes"), 4)).toEqual([]);
  });

  it("see one order when a listener writes", () => {
    const { table } = pods();
    table.watch(1, ({ current }) => {
      if (current.key === "a/1") table.create("a/2", object("2"));
    });
    const events = record(table, 1);
    table.create("a/1", object("1"));
    expect(summary(events)).toEqual(["ADDED a/1 2", "ADDED a/2 3"]);
  });

  it("that were stopped get nothing", () => {
    const { table } = pods();
    const events: StoreEvent[] = [];
    const stop = table.watch(1, (event) => events.push(event));
    stop();
    table.create("a/1", object("1"));
    expect(events).toEqual([]);
  });
});

describe("waiting for a revision", () => {
  it("ends when it is there, or with the time", async () => {
    const clock = createFakeClock();
    const store = createStore({ clock });
    expect(await store.waitFor(1, 1000)).toBe(true);
    const reached = store.waitFor(2, 1000);
    store.table("pods").create("a/x", object("x"));
    expect(await reached).toBe(true);
    const late = store.waitFor(3, 1000);
    await clock.advance(1000);
    expect(await late).toBe(false);
    expect(clock.nextDueMs()).toBeUndefined();
  });
});

it("agrees with a plain model over random histories: lists now and then, and the watch", () => {
  const random = createSeededRandom(7);
  const { store, table } = pods();
  const history = new Map<number, readonly string[]>([[1, []]]);
  const model = new Map<string, string>();
  const watched = new Map<string, string>();
  table.watch(1, ({ type, current }) => {
    if (type === "DELETED") watched.delete(current.key);
    else watched.set(current.key, String(current.object["data"]));
  });
  for (let step = 0; step < 400; step++) {
    const key = `ns${randomInteger(random, 3)}/o${randomInteger(random, 12)}`;
    const stored = table.get(key);
    if (stored === undefined) model.set(key, String(table.create(key, object(key, `${step}`)).object["data"]));
    else if (random.next() < 0.3) model.delete(table.delete(stored).key);
    else model.set(key, String(table.update(stored, object(key, `${step}`)).object["data"]));
    history.set(
      store.revision,
      [...model].sort().map(([name, data]) => `${name}=${data}`),
    );
  }
  const listed = (revision: number): readonly string[] =>
    table.list({ revision }).items.map((one) => `${one.key}=${String(one.object["data"])}`);
  for (const [revision, expected] of history) expect(listed(revision)).toEqual(expected);
  expect(new Map([...watched].sort())).toEqual(new Map([...model].sort()));
});
