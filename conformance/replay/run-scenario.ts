import type { Exchange, RecordedRequest, RecordedResponse } from "./exchange.ts";
import { dig, fill, isMet } from "./paths.ts";
import type { Target } from "./target.ts";

/** What a server answered to a scenario. */
export interface ScenarioRun {
  /** One answer per exchange. */
  readonly answers: readonly RecordedResponse[];
  readonly variables: ReadonlyMap<string, unknown>;
}

/** Sends the exchanges of one scenario in order: polling, streaming and in parallel as recorded. */
export async function runScenario(
  target: Target,
  steps: readonly Exchange[],
  maxPollMs: number = MAX_POLL_MS,
): Promise<ScenarioRun> {
  const variables = new Map<string, unknown>();
  const answers: RecordedResponse[] = steps.map(() => ({ code: -1, body: "not sent" }));
  let streams: Promise<void>[] = [];
  const guarded = async (index: number, send: () => Promise<RecordedResponse>): Promise<void> => {
    try {
      answers[index] = await send();
    } catch (error) {
      answers[index] = { code: -1, body: `client error: ${String(error)}` };
    }
  };
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    if (step === undefined) continue;
    if (step.join) {
      await Promise.all(streams);
      streams = [];
    }
    if (step.parallel !== undefined) {
      const last = lastOfGroup(steps, index);
      const group = steps.slice(index, last + 1);
      await Promise.all(
        group.map((one, offset) => guarded(index + offset, () => perform(target, one, { variables, maxPollMs }))),
      );
      index = last;
    } else if (step.watch?.background) {
      await pause(step.sleepMs);
      const stream = target.stream(requestOf(step, variables), step.watch);
      streams.push(guarded(index, () => stream.done));
      await stream.opened;
    } else {
      await guarded(index, () => perform(target, step, { variables, maxPollMs }));
    }
  }
  await Promise.all(streams);
  return { answers, variables };
}

/** The values that the recording itself captured. */
export function recordedVariables(steps: readonly Exchange[]): ReadonlyMap<string, unknown> {
  const variables = new Map<string, unknown>();
  for (const step of steps) capture(step, step.response, variables);
  return variables;
}

/** Index of the last neighbour that is sent at once with `steps[first]`. */
export function lastOfGroup(steps: readonly Exchange[], first: number): number {
  let last = first;
  while (steps[last + 1]?.parallel !== undefined && steps[last + 1]?.parallel === steps[first]?.parallel) last++;
  return last;
}

async function perform(
  target: Target,
  step: Exchange,
  { variables, maxPollMs }: { readonly variables: Map<string, unknown>; readonly maxPollMs: number },
): Promise<RecordedResponse> {
  await pause(step.sleepMs);
  const request = requestOf(step, variables);
  const answer =
    step.poll === undefined
      ? await once(target, request, step)
      : await polled(target, request, { ...step.poll, maxMs: maxPollMs });
  capture(step, answer, variables);
  return answer;
}

function once(target: Target, request: RecordedRequest, step: Exchange): Promise<RecordedResponse> {
  return step.watch === undefined ? target.send(request) : target.stream(request, step.watch).done;
}

/** The controllers of the real server take up to ten seconds for what ours do at once. */
const MAX_POLL_MS = 3000;

async function polled(
  target: Target,
  request: RecordedRequest,
  poll: NonNullable<Exchange["poll"]> & { readonly maxMs: number },
): Promise<RecordedResponse> {
  const end = performance.now() + Math.min(poll.ms ?? poll.maxMs, poll.maxMs);
  for (;;) {
    const answer = await target.send(request);
    if (isMet(answer, poll.until) || performance.now() > end) return answer;
    await pause(Math.min(poll.everyMs ?? 50, 20));
  }
}

function requestOf(step: Exchange, variables: ReadonlyMap<string, unknown>): RecordedRequest {
  return { ...step.request, ...(fill(step.template ?? {}, variables) as Partial<RecordedRequest>) };
}

function capture(step: Exchange, answer: RecordedResponse, variables: Map<string, unknown>): void {
  for (const [name, path] of Object.entries(step.capture ?? {})) {
    const value = dig(path.startsWith("headers") || path === "code" ? answer : answer.body, path);
    if (value !== undefined && value !== null) variables.set(name, value);
  }
}

function pause(ms: number | undefined): Promise<void> {
  return ms === undefined || ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
