import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { startDevcluster } from "@homeostat/devcluster";
import { recordingNames } from "./exchange.ts";
import { scoreRecording, type Verdict } from "./score.ts";

/**
 * What passed once may not fail later: `passing.json` holds the exchanges that are equal. `UPDATE_PASSING=1` writes it anew,
 * and refuses to drop one.
 */
const PASSING = new URL("./passing.json", import.meta.url);
const passing = JSON.parse(readFileSync(PASSING, "utf8")) as Record<string, readonly string[]>;

/** The golden files but 03 were recorded without controllers. */
const WITHOUT_CONTROLLERS = new Set([
  "01-crud-errors-status",
  "02-finalizers-list-watch-table-ssa-smp",
  "05-builtin-defaulting-validation",
]);
/** Needs webhooks or policies, which the devcluster does not have yet. */
const LEFT_OUT = new Map([
  ["04-admission-and-conversion-webhooks", "the devcluster calls no webhooks yet"],
  ["16-admission-policies", "the devcluster has no admission policies yet"],
]);

/** Their controllers do not exist yet: what the API server itself answers is judged, but nobody waits for what never comes. */
const NOT_AWAITED = new Map([
  ["statefulset", "no StatefulSet controller yet"],
  ["daemonset", "no DaemonSet controller yet"],
  ["jobs", "no Job controller yet"],
  ["services-and-endpoints", "no EndpointSlice controller yet"],
  ["resource-quota", "no quota controller and admission yet"],
  ["limit-range", "no LimitRanger admission yet"],
]);
const SHORT_POLL_MS = 100;

/** Of the server that was recorded, which had neither nodes nor a scheduler. */
const ISSUER = "https://127.0.0.1:7543";

const scores = new Map<string, readonly Verdict[]>();
const only = process.env["REPLAY"];

describe.concurrent("answers of a real kube-apiserver 1.36.3, replayed", () => {
  for (const recording of recordingNames()) {
    const reason = LEFT_OUT.get(recording);
    const skipped =
      reason !== undefined || (only !== undefined && !only.split(",").some((one) => recording.includes(one)));
    test.skipIf(skipped)(
      `${recording}${reason === undefined ? "" : ` (${reason})`}`,
      { timeout: 180_000 },
      async () => {
        const controllers = WITHOUT_CONTROLLERS.has(recording) ? "none" : "all";
        await using cluster = await startDevcluster({
          controllers,
          nodes: 0,
          scheduler: false,
          serviceAccountIssuer: ISSUER,
        });
        await cluster.ready();
        const transports = { admin: cluster.transport(), anonymous: cluster.anonymousTransport() };
        const verdicts = await scoreRecording(recording, transports, (scenario) =>
          NOT_AWAITED.has(scenario) ? SHORT_POLL_MS : undefined,
        );
        scores.set(recording, verdicts);
        const equal = new Set(verdicts.filter((one) => one.equal).map((one) => one.id));
        const lost = (passing[recording] ?? []).filter((id) => !equal.has(id));
        expect(lost.map((id) => verdicts.find((one) => one.id === id) ?? id)).toEqual([]);
      },
    );
  }
});

afterAll(() => {
  const rows = [...scores]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([recording, verdicts]) => row(recording, verdicts));
  process.stdout.write(`\nequal to the recordings of kube-apiserver 1.36.3\n${rows.join("\n")}\n`);
  const reasons = [...NOT_AWAITED].map(([scenario, reason]) => `${scenario}: ${reason}`);
  process.stdout.write(`controllers are not waited for in ${reasons.join("; ")}\n`);
  if (process.env["UPDATE_PASSING"] === "1") updatePassing();
  const file = process.env["REPLAY_DIFF"];
  if (file !== undefined) writeFileSync(file, JSON.stringify(Object.fromEntries(scores), undefined, 1));
});

function row(recording: string, verdicts: readonly Verdict[]): string {
  const equal = verdicts.filter((one) => one.equal).length;
  return `${recording.padEnd(55)} ${String(equal).padStart(4)} of ${String(verdicts.length).padStart(4)}  ${Math.round((100 * equal) / Math.max(1, verdicts.length))} %`;
}

function updatePassing(): void {
  const updated: Record<string, readonly string[]> = { ...passing };
  for (const [recording, verdicts] of scores) {
    const equal = verdicts.filter((one) => one.equal).map((one) => one.id);
    updated[recording] = [...new Set([...(passing[recording] ?? []), ...equal])].sort();
  }
  writeFileSync(PASSING, `${JSON.stringify(updated, undefined, 1)}\n`);
}
