import { describe, expect, test } from "vitest";
import type { Cache, Informer, ObjectEvent } from "#cache/cache.ts";
import type { Client, Patch } from "#client/client.ts";
import type { Cluster } from "#cluster/cluster.ts";
import type { RunSignals } from "#cluster/runnable.ts";
import { silentRecorder } from "#events/recorder.ts";
import { defineKind, type Kind } from "#meta/kind.ts";
import type { KubernetesObject, ObjectMeta, Persisted } from "#meta/object.ts";
import { createMetricsRegistry } from "#observe/create-metrics-registry.ts";
import type { LogFields, Logger } from "#observe/logger.ts";
import { createFakeClock, type FakeClock } from "#std/fake-clock.ts";
import { createSeededRandom } from "#std/random.ts";
import type { ControllerOptions, ReconcileContext, Request } from "./controller-options.ts";
import { defineController } from "./define-controller.ts";
import { done, type Outcome, requeueAfter } from "./outcome.ts";
import { createChannel } from "./source.ts";
import { TerminalError } from "./terminal-error.ts";
import { watch } from "./watch.ts";

const PodSet = defineKind<KubernetesObject>()({
  group: "app.example.com",
  version: "v1",
  kind: "PodSet",
  plural: "podsets",
  scope: "Namespaced",
});
const Pod = defineKind<KubernetesObject>()({
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  scope: "Namespaced",
});
type Stored = Persisted<KubernetesObject>;

function podSet(name: string, metadata: ObjectMeta = {}): Stored {
  const persisted = {
    namespace: "shop",
    uid: `uid-${name}`,
    resourceVersion: "1",
    generation: 1,
    creationTimestamp: "2026-01-01T00:00:00Z",
  };
  return { apiVersion: "app.example.com/v1", kind: "PodSet", metadata: { ...persisted, ...metadata, name } };
}

/** An informer that is told what happens. */
class StandInInformer {
  readonly objects = new Map<string, Stored>();
  readonly listeners = new Set<(event: ObjectEvent<Stored>) => void>();
  synced = true;
  lastError: Error | undefined;
  readonly kind: Kind;
  constructor(kind: Kind) {
    this.kind = kind;
  }
  subscribe(listener: (event: ObjectEvent<Stored>) => void): () => void {
    for (const object of this.objects.values()) listener({ type: "create", object, initial: true });
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  get = ({ name }: { readonly name: string }): Stored | undefined => this.objects.get(name);
  list = (): Iterable<Stored> => this.objects.values();
  waitForSync(signal: AbortSignal): Promise<void> {
    if (this.synced) return Promise.resolve();
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
  }
  put(object: Stored): void {
    const old = this.objects.get(object.metadata.name);
    this.objects.set(object.metadata.name, object);
    for (const listener of this.listeners) {
      listener(old === undefined ? { type: "create", object, initial: false } : { type: "update", object, old });
    }
  }
}

interface Line {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

function collect(lines: Line[], base: LogFields = {}): Logger {
  const write =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields: { ...base, ...fields } });
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: (error, message, fields = {}) => write("error")(message, { ...fields, error }),
    with: (fields) => collect(lines, { ...base, ...fields }),
  };
}

interface Harness {
  readonly clock: FakeClock;
  readonly lines: Line[];
  readonly patches: Patch[];
  readonly podSets: StandInInformer;
  readonly pods: StandInInformer;
  readonly stopping: AbortController;
  readonly abort: AbortController;
  start(definition: Partial<ControllerOptions<typeof PodSet>>): { readonly ended: Promise<void> };
  metric(line: string): Promise<boolean>;
}

async function createHarness(): Promise<Harness> {
  const clock = createFakeClock();
  const lines: Line[] = [];
  const patches: Patch[] = [];
  const informers = new Map<string, StandInInformer>(
    [PodSet, Pod].map((kind) => [kind.plural, new StandInInformer(kind)]),
  );
  const informerOf = (kind: Kind): StandInInformer => informers.get(kind.plural) ?? new StandInInformer(kind);
  // The two inputs of a controller, reduced to what it calls.
  const cache = { informer: (kind: Kind) => informerOf(kind) as unknown as Informer<Stored> } as unknown as Cache;
  const client = {
    find: (kind: Kind, key: { readonly name: string }) => Promise.resolve(informerOf(kind).get(key)),
    patch: (_kind: Kind, _key: object, patch: Patch) => Promise.resolve(void patches.push(patch)),
  } as unknown as Client;
  const cluster = { client, cache, recorder: () => silentRecorder } as unknown as Cluster;
  const registry = await createMetricsRegistry();
  const [stopping, abort] = [new AbortController(), new AbortController()];
  const signals: RunSignals = { stopping: stopping.signal, abort: abort.signal };
  return {
    clock,
    lines,
    patches,
    podSets: informerOf(PodSet),
    pods: informerOf(Pod),
    stopping,
    abort,
    start(definition) {
      const dependencies = { cluster, clock, random: createSeededRandom(1), log: collect(lines), metrics: registry };
      const options = { name: "podset", for: PodSet, reconcile: () => done(), ...definition };
      return { ended: defineController(options).createRunnable(dependencies).run(signals) };
    },
    metric: async (line) => (await registry.expose()).body.split("\n").includes(line),
  };
}

type Reconcile = (request: Request<typeof PodSet>, context: ReconcileContext) => Promise<Outcome> | Outcome;

describe("events", () => {
  test("what was there at the start comes after what happens now", async () => {
    const { podSets, clock, start, stopping } = await createHarness();
    for (const name of ["a", "b", "c"]) podSets.put(podSet(name));
    const seen: string[] = [];
    const channel = createChannel();
    channel.send({ namespace: "shop", name: "urgent" });
    const { ended } = start({ sources: [channel.source], reconcile: ({ name }) => (seen.push(name), done()) });
    await clock.advance(0);
    stopping.abort();
    await ended;
    expect(seen).toEqual(["urgent", "a", "b", "c"]);
  });

  test("a status write of one's own does not wake the controller, an owned object's change and a custom mapping do", async () => {
    const { podSets, pods, clock, start, stopping } = await createHarness();
    podSets.put(podSet("web"));
    const seen: string[] = [];
    const { ended } = start({
      owns: [Pod],
      watches: [
        watch(Pod, { map: (pod) => Promise.resolve([{ namespace: "shop", name: `for-${pod.metadata.name}` }]) }),
      ],
      reconcile: ({ name }) => (seen.push(name), done()),
    });
    await clock.advance(0);
    seen.length = 0;
    podSets.put(podSet("web", { resourceVersion: "2" }));
    await clock.advance(0);
    expect(seen).toEqual([]);
    const ownerReferences = [
      { apiVersion: "app.example.com/v1beta1", kind: "PodSet", name: "web", uid: "u", controller: true },
    ];
    pods.put(podSet("pod-0", { ownerReferences }));
    await clock.advance(0);
    expect(seen).toEqual(["web", "for-pod-0"]);
    stopping.abort();
    await ended;
    expect(pods.listeners.size + podSets.listeners.size).toBe(0);
  });

  test("a mapper that throws loses its event with a log line, not the watch", async () => {
    const { pods, clock, start, lines } = await createHarness();
    const seen: string[] = [];
    void start({
      watches: [
        watch(Pod, {
          map: ({ metadata }) => (metadata.name === "bad" ? JSON.parse("{") : [{ namespace: "shop", name: "x" }]),
        }),
      ],
      reconcile: ({ name }) => (seen.push(name), done()),
    });
    await clock.advance(0);
    pods.put(podSet("bad"));
    pods.put(podSet("good"));
    await clock.advance(0);
    expect(seen).toEqual(["x"]);
    expect(lines.find(({ level }) => level === "error")?.fields).toMatchObject({ resource: "pods" });
  });
});

describe("results", () => {
  async function runOnce(reconcile: Reconcile): Promise<Harness> {
    const harness = await createHarness();
    harness.podSets.put(podSet("web"));
    void harness.start({ reconcile }).ended.catch(() => undefined);
    await harness.clock.advance(0);
    return harness;
  }

  test("a failure is tried again after 5 ms, 10 ms, … and knows its attempt", async () => {
    const attempts: number[] = [];
    const { clock, lines, metric } = await runOnce((_request, { attempt }) => {
      attempts.push(attempt);
      if (attempt < 3) throw new Error("not yet");
      return done();
    });
    await clock.advance(5);
    await clock.advance(10);
    expect(attempts).toEqual([1, 2, 3]);
    expect(await metric('controller_runtime_reconcile_errors_total{controller="podset"} 2')).toBe(true);
    expect(await metric('controller_runtime_reconcile_total{controller="podset",result="success"} 1')).toBe(true);
    expect(lines.filter(({ message }) => message === "Reconciler error")).toHaveLength(2);
  });

  test("the lines of a run say what, where and how long", async () => {
    const { lines } = await runOnce(() => requeueAfter("1m"));
    const closing = lines.at(-1);
    expect(closing?.message).toBe("Reconcile done, requeueing after");
    expect(closing?.fields).toEqual({
      controller: "podset",
      controllerGroup: "app.example.com",
      controllerKind: "PodSet",
      PodSet: { namespace: "shop", name: "web" },
      namespace: "shop",
      name: "web",
      reconcileID: expect.stringMatching(/^[-0-9a-f]{36}$/),
      duration: "0s",
      requeueAfter: "1m0s",
    });
  });

  test("a terminal error is not tried again", async () => {
    const { clock, metric } = await runOnce(() => {
      throw new TerminalError("spec.size may not shrink");
    });
    expect(clock.nextDueMs()).toBeUndefined();
    expect(await metric('controller_runtime_terminal_reconcile_errors_total{controller="podset"} 1')).toBe(true);
  });

  test.each([
    ["a thrown string", () => "boom", "panic: boom [recovered]"],
    ["an error of the language", () => new TypeError("x is undefined"), "panic: TypeError: x is undefined [recovered]"],
  ])("%s counts as a panic and is tried again", async (_name, thrown, text) => {
    const { clock, lines, metric } = await runOnce(() => {
      throw thrown();
    });
    expect(lines.at(-1)?.fields["error"]).toMatchObject({ message: text });
    expect(await metric('controller_runtime_reconcile_panics_total{controller="podset"} 1')).toBe(true);
    expect(clock.nextDueMs()).toBe(5);
  });

  test("with onPanic crash a defect ends the controller", async () => {
    const { podSets, start } = await createHarness();
    podSets.put(podSet("web"));
    const { ended } = start({
      onPanic: "crash",
      reconcile: () => {
        throw new TypeError("x is undefined");
      },
    });
    await expect(ended).rejects.toThrow("panic: TypeError: x is undefined");
  });

  test("the signal of a reconcile aborts at its timeout, and the timeout is counted", async () => {
    const { podSets, clock, start, metric } = await createHarness();
    podSets.put(podSet("web"));
    let reason = "";
    void start({
      reconciliationTimeoutMs: 1000,
      reconcile: async (_request, { clock: time, signal }) => {
        await time.sleep(60_000, signal).catch((error: Error) => (reason = error.message));
        return done();
      },
    });
    await clock.advance(1000);
    expect(reason).toBe("reconciliation timed out after 1s");
    expect(await metric('controller_runtime_reconcile_timeouts_total{controller="podset"} 1')).toBe(true);
    expect(await metric('controller_runtime_reconcile_total{controller="podset",result="success"} 1')).toBe(true);
  });
});

describe("start and stop", () => {
  test("no worker starts before the caches are synced; after the timeout the error says why they are not", async () => {
    const { podSets, pods, clock, start } = await createHarness();
    podSets.put(podSet("web"));
    pods.synced = false;
    pods.lastError = new Error("cannot list pods: forbidden");
    let runs = 0;
    const { ended } = start({ owns: [Pod], cacheSyncTimeoutMs: 1000, reconcile: () => (runs++, done()) });
    const failure = expect(ended).rejects.toThrow(
      "failed to wait for podset caches to sync: timed out after 1s waiting for pods: cannot list pods: forbidden",
    );
    await clock.advance(1000);
    await failure;
    expect(runs).toBe(0);
    expect(podSets.listeners.size).toBe(0);
  });

  test("a stop while the caches sync is not an error", async () => {
    const { pods, clock, start, stopping } = await createHarness();
    pods.synced = false;
    const { ended } = start({ owns: [Pod] });
    await clock.advance(0);
    stopping.abort();
    await expect(ended).resolves.toBeUndefined();
    expect(clock.nextDueMs()).toBeUndefined();
  });

  test("a stop lets the running reconcile finish with its signal intact, and starts no other", async () => {
    const { podSets, clock, start, stopping } = await createHarness();
    podSets.put(podSet("a"));
    podSets.put(podSet("b"));
    const finished: string[] = [];
    const { ended } = start({
      reconcile: async ({ name }, { clock: time, signal, stopping: soon }) => {
        await time.sleep(1000, signal);
        finished.push(`${name} ${String(soon.aborted)}`);
        return done();
      },
    });
    await clock.advance(10);
    stopping.abort();
    await clock.advance(1000);
    await ended;
    expect(finished).toEqual(["a true"]);
  });

  test("one key is never reconciled by two workers, others run beside it", async () => {
    const { podSets, clock, start, stopping } = await createHarness();
    podSets.put(podSet("a"));
    podSets.put(podSet("b"));
    const running = new Set<string>();
    let most = 0;
    const { ended } = start({
      maxConcurrentReconciles: 3,
      reconcile: async ({ name }, { clock: time }) => {
        expect(running.has(name)).toBe(false);
        running.add(name);
        most = Math.max(most, running.size);
        await time.sleep(10);
        running.delete(name);
        return done();
      },
    });
    for (let generation = 2; generation < 6; generation++) {
      await clock.advance(3);
      podSets.put(podSet("a", { generation, resourceVersion: String(generation) }));
    }
    await clock.advance(100);
    stopping.abort();
    await ended;
    expect(most).toBe(2);
  });

  test("a controller cannot be started twice", async () => {
    const { start } = await createHarness();
    const signals: RunSignals = { stopping: new AbortController().signal, abort: new AbortController().signal };
    expect(start).toBeTypeOf("function");
    const definition = defineController({ name: "twice", for: PodSet, reconcile: () => done() });
    const informer = new StandInInformer(PodSet);
    const cluster = { cache: { informer: () => informer }, recorder: () => silentRecorder } as unknown as Cluster;
    const metrics = await createMetricsRegistry();
    const runnable = definition.createRunnable({
      cluster,
      clock: createFakeClock(),
      random: createSeededRandom(1),
      log: collect([]),
      metrics,
    });
    const stopped = AbortSignal.abort();
    await runnable.run({ ...signals, stopping: stopped });
    await expect(runnable.run(signals)).rejects.toThrow("controller twice was started more than once");
  });
});

describe("finalize", () => {
  const finalizer = "app.example.com/podset";

  test("the finalizer is put on an object before its first reconcile", async () => {
    const { podSets, patches, clock, start } = await createHarness();
    podSets.put(podSet("web", { finalizers: ["other.example/x"] }));
    const order: string[] = [];
    void start({
      finalize: () => done(),
      reconcile: () => (order.push(`reconcile after ${patches.length} patch`), done()),
    });
    await clock.advance(0);
    expect(order).toEqual(["reconcile after 1 patch"]);
    expect(patches[0]?.patch).toEqual([
      { op: "test", path: "/metadata/uid", value: "uid-web" },
      { op: "test", path: "/metadata/finalizers", value: ["other.example/x"] },
      { op: "add", path: "/metadata/finalizers/-", value: finalizer },
    ]);
  });

  test("it is removed only after finalize is done, and not when finalize fails or waits", async () => {
    const { podSets, patches, clock, start } = await createHarness();
    const deletionTimestamp = "2026-01-01T00:00:00Z";
    podSets.put(podSet("web", { deletionTimestamp, finalizers: ["other.example/x", finalizer] }));
    const runs: string[] = [];
    void start({
      reconcile: () => (runs.push("reconcile"), done()),
      finalize: () => {
        runs.push(`finalize after ${patches.length} patches`);
        if (runs.length === 1) throw new Error("not reachable");
        return runs.length === 2 ? requeueAfter("1s") : done();
      },
    });
    await clock.advance(0);
    await clock.advance(5);
    await clock.advance(1000);
    expect(runs).toEqual(["finalize after 0 patches", "finalize after 0 patches", "finalize after 0 patches"]);
    expect(patches.map(({ patch }) => patch)).toEqual([
      [
        { op: "test", path: "/metadata/uid", value: "uid-web" },
        { op: "test", path: "/metadata/finalizers/1", value: finalizer },
        { op: "remove", path: "/metadata/finalizers/1" },
      ],
    ]);
  });
});

describe("definitions", () => {
  test.each([
    [{ name: "" }, "its name is empty"],
    [{ maxConcurrentReconciles: 0 }, "maxConcurrentReconciles must be a whole number of at least 1, not 0"],
    [{ finalizer: "a.example/x" }, "finalizer is given but finalize is not"],
    [{ finalize: () => done(), finalizer: "plain" }, "it must have the form <domain>/<name>"],
    [
      { finalize: () => done(), for: Pod },
      'a kind of the core group needs an explicit finalizer, for example "example.com/podset"',
    ],
  ])("%j is refused", (options, message) => {
    expect(() => defineController({ name: "podset", for: PodSet, reconcile: () => done(), ...options })).toThrow(
      message,
    );
  });

  test("a definition is frozen", () => {
    expect(defineController({ name: "podset", for: PodSet, reconcile: () => done() })).toSatisfy(Object.isFrozen);
  });
});
