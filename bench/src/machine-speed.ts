import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { median } from "./child.ts";
import type { Runtime } from "./node26.ts";

/** Times that an empty Node process took on the quiet machine for which the absolute targets were set, by major version. */
const REFERENCE_MS: Readonly<Record<string, number>> = { "20": 57, "26": 27 };

const RUNS = 11;

/** How long an empty Node process takes here, and how many times longer than on the reference machine that is. */
export interface MachineSpeed {
  readonly bareNodeMs: number;
  /** 1 on the reference machine, 2 on one that is half as fast; undefined for a version of Node without a reference. */
  readonly slowness: number | undefined;
}

/**
 * Measures the machine now. Shared machines change by the minute: measure right before and right after what is to be judged,
 * and take both together (`between`).
 */
export async function measureMachine({ node, version }: Runtime): Promise<MachineSpeed> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await promisify(execFile)(node, ["-e", "0"]);
    times.push(performance.now() - start);
  }
  return speedOf(median(times), version);
}

/** The speed between two measurements. */
export function between(before: MachineSpeed, after: MachineSpeed, { version }: Runtime): MachineSpeed {
  return speedOf((before.bareNodeMs + after.bareNodeMs) / 2, version);
}

function speedOf(bareNodeMs: number, version: string): MachineSpeed {
  const referenceMs = REFERENCE_MS[/^v(\d+)/.exec(version)?.[1] ?? ""];
  return { bareNodeMs, slowness: referenceMs === undefined ? undefined : bareNodeMs / referenceMs };
}
