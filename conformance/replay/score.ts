import type { Transport } from "homeostat/client";
import { comparable } from "./comparable.ts";
import { readScenarios, type Exchange } from "./exchange.ts";
import { stable } from "./normalised.ts";
import { lastOfGroup, recordedVariables, runScenario } from "./run-scenario.ts";
import { createTarget } from "./target.ts";

/** How one exchange came out. */
export interface Verdict {
  /** `<scenario>/<number> <name>`: unique in its recording. */
  readonly id: string;
  readonly equal: boolean;
  /** Both answers as they were compared; for people. */
  readonly recorded: unknown;
  readonly got: unknown;
}

/** Replays a recording and judges every exchange that is not preparation. */
export async function scoreRecording(
  recording: string,
  transports: { readonly admin: Transport; readonly anonymous: Transport },
  maxPollMs: (scenario: string) => number | undefined = () => undefined,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [scenario, steps] of readScenarios(recording)) {
    const run = await runScenario(createTarget(transports), steps, maxPollMs(scenario));
    verdicts.push(...judge(scenario, steps, run));
  }
  return verdicts;
}

function judge(scenario: string, steps: readonly Exchange[], run: Awaited<ReturnType<typeof runScenario>>): Verdict[] {
  const recorded = recordedVariables(steps);
  const verdicts: Verdict[] = [];
  for (let first = 0; first < steps.length; first++) {
    const last = lastOfGroup(steps, first);
    const group = steps.slice(first, last + 1).map((step, offset) => ({
      step,
      id: `${scenario}/${first + offset} ${step.name}`,
      want: comparable(step, step.response, recorded),
      got: comparable(step, run.answers[first + offset] ?? { code: -1 }, run.variables),
    }));
    const wants = group.length > 1 ? sorted(group.map((one) => one.want)) : group.map((one) => one.want);
    const gots = group.length > 1 ? sorted(group.map((one) => one.got)) : group.map((one) => one.got);
    group.forEach(({ step, id }, index) => {
      if (!isJudged(step)) return;
      verdicts.push({
        id,
        equal: stable(wants[index]) === stable(gots[index]),
        recorded: wants[index],
        got: gots[index],
      });
    });
    first = last;
  }
  return [...verdicts, ...relations(scenario, steps, run.variables)];
}

function isJudged(step: Exchange): boolean {
  return !step.setup && step.compare !== "skip" && step.needs === undefined && step.identity === undefined;
}

/** Relations between captured values, such as "the revision grew". */
function relations(scenario: string, steps: readonly Exchange[], variables: ReadonlyMap<string, unknown>): Verdict[] {
  return steps
    .flatMap((step) => step.checks ?? [])
    .map((check, index) => ({
      id: `${scenario}/relation ${index}: ${check.join(" ")}`,
      equal: holds(check, variables),
      recorded: check,
      got: [variables.get(check[1]), variables.get(check[2])],
    }));
}

function holds(
  [operator, left, right]: readonly [string, string, string],
  variables: ReadonlyMap<string, unknown>,
): boolean {
  const [a, b] = [variables.get(left), variables.get(right)];
  if (a === undefined || b === undefined) return false;
  switch (operator) {
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "lt":
      return Number(a) < Number(b);
    case "le":
      return Number(a) <= Number(b);
    default:
      throw new Error(`unknown relation "${operator}"`);
  }
}

function sorted(values: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return [...values].sort((a, b) => (stable(a) < stable(b) ? -1 : 1));
}
