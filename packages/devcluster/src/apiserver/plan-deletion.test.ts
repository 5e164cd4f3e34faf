import { describe, expect, test } from "vitest";
import type { Strategy } from "#resources/resource.ts";
import type { ApiObject } from "#storage/store.ts";
import { planDeletion } from "./plan-deletion.ts";
import { deleteOptionsOf } from "./write-options.ts";

const NOW_MS = 1_767_225_600_000;
const NOW = "2026-01-01T00:00:00Z";

const strategy = (gracePeriodSeconds?: () => number): Strategy => ({
  applyDefaults: (object) => object,
  prepareForCreate: (object) => object,
  prepareForUpdate: (object) => object,
  validateCreate: () => [],
  validateUpdate: () => [],
  warnings: () => [],
  allowUnconditionalUpdate: true,
  allowCreateOnUpdate: false,
  returnsDeletedObject: false,
  defaultGarbageCollection: "Background",
  ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
});
const plain = strategy();
const graceful = strategy(() => 30);

const object = (metadata: ApiObject["metadata"]): ApiObject => ({
  metadata: { name: "x", generation: 1, ...metadata },
});
const plan = (metadata: ApiObject["metadata"], options: object, rules: Strategy) =>
  planDeletion(object(metadata), deleteOptionsOf({ ...options }), rules, NOW_MS);

describe("planDeletion", () => {
  test("removes an object that nothing holds", () => {
    expect(plan({}, {}, plain)).toEqual({ step: "remove" });
  });

  test("marks an object with finalizers, and counts that as a change once", () => {
    const marked = { finalizers: ["a.b/c"], generation: 2, deletionTimestamp: NOW, deletionGracePeriodSeconds: 0 };
    expect(plan({ finalizers: ["a.b/c"] }, {}, plain)).toEqual({
      step: "mark",
      object: object(marked),
      removeAfter: false,
    });
    expect(plan(marked, {}, plain)).toEqual({ step: "mark", object: object(marked), removeAfter: false });
  });

  test("holds the object with the finalizer of the propagation policy", () => {
    const finalizersOf = (metadata: ApiObject["metadata"], options: object): unknown => {
      const result = plan(metadata, options, plain);
      return result.step === "mark" ? result.object.metadata.finalizers : result.step;
    };
    expect(finalizersOf({}, { propagationPolicy: "Orphan" })).toEqual(["orphan"]);
    expect(finalizersOf({ finalizers: ["a.b/c", "orphan"] }, { propagationPolicy: "Foreground" })).toEqual([
      "a.b/c",
      "foregroundDeletion",
    ]);
    expect(finalizersOf({ finalizers: ["orphan"] }, {})).toEqual(["orphan"]);
    expect(plan({ finalizers: ["orphan"] }, { propagationPolicy: "Background" }, plain)).toMatchObject({
      step: "mark",
      removeAfter: true,
    });
  });

  test("gives a graceful kind its period, which a later request may only shorten", () => {
    const first = plan({}, {}, graceful);
    expect(first).toMatchObject({
      removeAfter: false,
      object: {
        metadata: { deletionTimestamp: "2026-01-01T00:00:30Z", deletionGracePeriodSeconds: 30, generation: 2 },
      },
    });
    const pending = { deletionTimestamp: "2026-01-01T00:00:30Z", deletionGracePeriodSeconds: 30, generation: 2 };
    expect(plan(pending, {}, graceful)).toEqual({ step: "none" });
    expect(plan(pending, { gracePeriodSeconds: 60 }, graceful)).toEqual({ step: "none" });
    expect(plan(pending, { gracePeriodSeconds: 5 }, graceful)).toMatchObject({
      removeAfter: false,
      object: { metadata: { deletionTimestamp: "2026-01-01T00:00:05Z", deletionGracePeriodSeconds: 5, generation: 2 } },
    });
    expect(plan(pending, { gracePeriodSeconds: 0 }, graceful)).toMatchObject({ removeAfter: true });
  });

  test("does not wait for what no node runs, whatever period is asked for", () => {
    expect(
      plan(
        {},
        { gracePeriodSeconds: 60 },
        strategy(() => 0),
      ),
    ).toMatchObject({ step: "mark", removeAfter: true });
  });
});
