import { expect, test } from "vitest";
import { createClient, isApiError, silentLogger, type Client } from "homeostat";
import { Pod } from "homeostat/apis/core/v1";
import { createFakeClock, createSeededRandom, type Random } from "homeostat/testing";
import { startDevcluster } from "@homeostat/devcluster";
import { PodSet } from "../index.ts";
import { isLive, observePods } from "./pod-history.ts";
import { startOperatorProcess, type OperatorProcess } from "./operator-process.ts";
import { installCrd } from "./podset-fixture.ts";

/** Enough for every part of the schedule to be met; each takes some tens of milliseconds. */
const SEEDS = Number(process.env["PODSET_SEEDS"] ?? 200);
const STEPS = 12;
const KEY = { namespace: "default", name: "web" };

test(
  `no run of ${SEEDS} seeded interleavings creates a Pod too many, and all end with exactly the wanted number`,
  { timeout: 170_000 },
  async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const outcome = await run(seed);
      if (outcome.tooMany.length > 0 || outcome.live !== outcome.wanted)
        wrong.push(`seed ${seed}: ${JSON.stringify(outcome)}`);
    }
    expect(wrong).toEqual([]);
  },
);

interface RunOutcome {
  readonly wanted: number;
  readonly live: number;
  /** Creations after which more Pods lived than were ever wanted since the last settling. */
  readonly tooMany: readonly string[];
}

async function run(seed: number): Promise<RunOutcome> {
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  await using cluster = await startDevcluster({
    controllers: "none",
    nodes: 0,
    clock,
    random: createSeededRandom(seed + 1_000_000),
  });
  const client = createClient({ transport: cluster.transport(), fieldManager: "test", log: silentLogger });
  await installCrd(client);
  const history = observePods(client);
  let wanted = 1 + integerBelow(random, 5);
  await client.create(PodSet, {
    apiVersion: "app.example.com/v1alpha1",
    kind: "PodSet",
    metadata: KEY,
    spec: { replicas: wanted },
  });
  const world = { transport: () => cluster.transport(), clock, random };
  let operator = await startOperatorProcess(world);
  // Every second run never scales: there the bound is exact, whatever the operator's view of the PodSet.
  const scales = seed % 2 === 0;
  for (let step = 0; step < STEPS; step++) {
    wanted = await disturb(client, random, { wanted, scales });
    if (operator.dead || random.next() < 0.1) operator = await restart(operator, world);
    await clock.advance(random.next() * 2000);
  }
  // The world is kind from here on, for long enough that every backoff has ended.
  await operator.kill();
  operator = await startOperatorProcess({ ...world, random: KIND });
  await clock.advance(120_000);
  const live = (await client.list(Pod, { namespace: "default" })).filter(isLive).length;
  await operator.kill();
  return { wanted, live, tooMany: await history.tooMany() };
}

/** No fault has a chance when every draw is just below one. */
const KIND: Random = { ...createSeededRandom(0), next: () => 0.999_999 };

async function restart(
  operator: OperatorProcess,
  world: Parameters<typeof startOperatorProcess>[0],
): Promise<OperatorProcess> {
  await operator.kill();
  return startOperatorProcess(world);
}

/** One thing that happens to the PodSet or its Pods; gives the number that is wanted now. */
async function disturb(
  client: Client,
  random: Random,
  state: { readonly wanted: number; readonly scales: boolean },
): Promise<number> {
  const { wanted, scales } = state;
  const pods = (await client.list(Pod, { namespace: "default" })).filter(isLive);
  const victim = pods[integerBelow(random, Math.max(1, pods.length))];
  const chance = random.next();
  if (scales && chance < 0.3) {
    const replicas = 1 + integerBelow(random, 6);
    await client.subresource("scale").patch(PodSet, KEY, { type: "merge", patch: { spec: { replicas } } });
    return replicas;
  }
  if (victim === undefined) return wanted;
  const key = { namespace: "default", name: victim.metadata.name };
  try {
    if (chance < 0.5) await client.delete(Pod, key);
    else if (chance < 0.7)
      await client.status.patch(Pod, key, { type: "merge", patch: { status: { phase: "Failed" } } });
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
  }
  return wanted;
}

function integerBelow(random: Random, limit: number): number {
  return Math.floor(random.next() * limit);
}
