import { expect, test } from "vitest";
import { createMetricsRegistry } from "./create-metrics-registry.ts";

test("asking twice for a name gives the same metric, and two registries do not meet", async () => {
  const [one, other] = [await createMetricsRegistry(), await createMetricsRegistry()];
  const definition = { name: "runs_total", help: "Runs.", labels: ["controller"] };
  one.counter(definition).add({ controller: "a" });
  one.counter(definition).add({ controller: "a" }, 2);
  other.counter(definition).add({ controller: "a" }, 0);
  expect((await one.expose()).body).toBe(
    '# HELP runs_total Runs.\n# TYPE runs_total counter\nruns_total{controller="a"} 3\n',
  );
  expect((await other.expose()).body).toContain('runs_total{controller="a"} 0');
});

test("one name cannot be two types of metric", async () => {
  const registry = await createMetricsRegistry();
  registry.counter({ name: "x", help: "X." });
  expect(() => registry.gauge({ name: "x", help: "X." })).toThrow("x has already been registered");
});

test("values that are only known by looking are updated before each exposition, until removed", async () => {
  const registry = await createMetricsRegistry();
  const gauge = registry.gauge({ name: "queue_length", help: "Length." });
  let length = 0;
  const remove = registry.beforeExpose(() => gauge.set({}, ++length));
  await registry.expose();
  remove();
  expect((await registry.expose()).body).toContain("queue_length 1");
});
