import type { Pod } from "homeostat/apis/core/v1";
import { durationMs } from "homeostat/meta";

/**
 * How a simulated Pod lives, by annotations on the Pod:
 *
 * | Annotation | Meaning | Default |
 * |---|---|---|
 * | `kubelet.homeostat.dev/start-delay` | from bound to running | `50ms` |
 * | `kubelet.homeostat.dev/ready-delay` | from running to Ready | `0s` |
 * | `kubelet.homeostat.dev/run-duration` | from running to the containers' end | forever; `100ms` for the Pods of a Job |
 * | `kubelet.homeostat.dev/exit-code` | how they end | `0` |
 * | `kubelet.homeostat.dev/termination-delay` | from DELETE to gone, at most the grace period | `0s` |
 * | `kubelet.homeostat.dev/logs` | lines written when the containers start | one line that names the image |
 */
export interface PodPlan {
  readonly startDelayMs: number;
  readonly readyDelayMs: number;
  /** Undefined: until it is deleted. */
  readonly runDurationMs: number | undefined;
  readonly exitCode: number;
  readonly terminationDelayMs: number;
  readonly logs: readonly string[] | undefined;
}

const PREFIX = "kubelet.homeostat.dev/";

/** Reads the plan of a Pod; `problem` says which annotation is not understood and therefore has its default. */
export function planOf(pod: Pod): { readonly plan: PodPlan; readonly problem: string | undefined } {
  const annotations = pod.metadata?.annotations ?? {};
  const problems: string[] = [];
  const duration = (name: string, fallback: number | undefined): number | undefined => {
    const text = annotations[PREFIX + name];
    if (text === undefined) return fallback;
    try {
      return durationMs(text);
    } catch {
      problems.push(`${PREFIX}${name}: ${JSON.stringify(text)} is not a duration such as "500ms" or "1m30s"`);
      return fallback;
    }
  };
  const isOfJob = pod.metadata?.ownerReferences?.some((one) => one.controller === true && one.kind === "Job") === true;
  const exitText = annotations[`${PREFIX}exit-code`] ?? "0";
  const exitCode = /^\d{1,3}$/.test(exitText) ? Number(exitText) : 0;
  if (String(exitCode) !== exitText)
    problems.push(`${PREFIX}exit-code: ${JSON.stringify(exitText)} is not a number from 0 to 999`);
  const plan: PodPlan = {
    startDelayMs: duration("start-delay", 50) ?? 50,
    readyDelayMs: duration("ready-delay", 0) ?? 0,
    runDurationMs: duration("run-duration", isOfJob ? 100 : undefined),
    exitCode,
    terminationDelayMs: duration("termination-delay", 0) ?? 0,
    logs: annotations[`${PREFIX}logs`]?.split("\n"),
  };
  return { plan, problem: problems.length === 0 ? undefined : problems.join("; ") };
}
