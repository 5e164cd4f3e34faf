import { formatMicroTime } from "homeostat/meta";
import type { Clock } from "homeostat/testing";

/** One container of one Pod; a Pod of the same name with another UID is another one. */
export interface ContainerId {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly container: string;
}

/** What `kubectl logs` can ask for (`PodLogOptions`). */
export interface LogOptions {
  /** Stay and wait for more. @default false */
  readonly follow?: boolean;
  /** The run before the last restart. @default false */
  readonly previous?: boolean;
  /** Lines not older than this. */
  readonly sinceSeconds?: number;
  /** RFC 3339; lines not older than this. */
  readonly sinceMs?: number;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  /** Puts the time before each line. @default false */
  readonly timestamps?: boolean;
  readonly signal?: AbortSignal;
}

/** Where logs are read. */
export interface LogSource {
  /** Lines, each with its line feed. Ends when everything was read, or with `follow` when the container has ended. */
  read(id: ContainerId, options?: LogOptions): AsyncIterable<string>;
}

/** The logs of simulated containers, in memory: per run of a container the newest lines up to a limit. */
export interface LogStore extends LogSource {
  append(id: ContainerId, line: string): void;
  /** The run is over: followers end. The next line begins a new run, this one becomes the `previous`. */
  end(id: ContainerId): void;
  /** Forgets all runs of a Pod. */
  remove(id: Omit<ContainerId, "container">): void;
}

interface Line {
  readonly timeMs: number;
  readonly text: string;
}

interface Run {
  lines: Line[];
  bytes: number;
  /** How many lines were dropped from the front. */
  dropped: number;
  ended: boolean;
  readonly waiting: Set<() => void>;
}

/** Creates an empty store. */
export function createLogStore(options: { readonly clock: Clock; readonly limitBytes?: number }): LogStore {
  const { clock, limitBytes = 1024 * 1024 } = options;
  const pods = new Map<string, Map<string, { current: Run; previous: Run | undefined }>>();
  const runsOf = (id: ContainerId): { current: Run; previous: Run | undefined } => {
    const pod = podKey(id);
    let containers = pods.get(pod);
    if (containers === undefined) pods.set(pod, (containers = new Map()));
    let runs = containers.get(id.container);
    if (runs === undefined) containers.set(id.container, (runs = { current: newRun(), previous: undefined }));
    return runs;
  };
  return {
    append(id, text) {
      const runs = runsOf(id);
      if (runs.current.ended) {
        runs.previous = runs.current;
        runs.current = newRun();
      }
      push(runs.current, { timeMs: clock.now(), text }, limitBytes);
    },
    end(id) {
      const { current } = runsOf(id);
      current.ended = true;
      wake(current);
    },
    remove(id) {
      for (const { current } of pods.get(podKey(id))?.values() ?? []) {
        current.ended = true;
        wake(current);
      }
      pods.delete(podKey(id));
    },
    read(id, logOptions = {}) {
      const runs = pods.get(podKey(id))?.get(id.container);
      const run = logOptions.previous === true ? runs?.previous : (runs ?? runsOf(id)).current;
      return readRun(run ?? { ...newRun(), ended: true }, logOptions, clock);
    },
  };
}

function newRun(): Run {
  return { lines: [], bytes: 0, dropped: 0, ended: false, waiting: new Set() };
}

function podKey(id: Omit<ContainerId, "container">): string {
  return `${id.namespace}/${id.pod}/${id.uid}`;
}

function push(run: Run, line: Line, limitBytes: number): void {
  run.lines.push(line);
  run.bytes += line.text.length + 1;
  while (run.bytes > limitBytes && run.lines.length > 1) {
    run.bytes -= (run.lines.shift()?.text.length ?? 0) + 1;
    run.dropped++;
  }
  wake(run);
}

function wake(run: Run): void {
  const { waiting } = run;
  for (const resume of waiting) resume();
}

async function* readRun(run: Run, options: LogOptions, clock: Clock): AsyncGenerator<string> {
  const { follow = false, tailLines, limitBytes = Infinity, timestamps = false, signal } = options;
  const sinceMs =
    options.sinceMs ?? (options.sinceSeconds === undefined ? -Infinity : clock.now() - options.sinceSeconds * 1000);
  const recent = run.lines.findIndex((line) => line.timeMs >= sinceMs);
  const first = recent < 0 ? run.lines.length : recent;
  let next = run.dropped + (tailLines === undefined ? first : Math.max(first, run.lines.length - tailLines));
  let left = limitBytes;
  for (;;) {
    for (; next < run.dropped + run.lines.length; next++) {
      next = Math.max(next, run.dropped);
      const line = run.lines[next - run.dropped];
      if (line === undefined) continue;
      const text = Buffer.from(`${timestamps ? `${timestampOf(line)} ` : ""}${line.text}\n`)
        .subarray(0, left)
        .toString();
      left -= Buffer.byteLength(text);
      yield text;
      if (left <= 0) return;
    }
    if (!follow || run.ended || signal?.aborted === true) return;
    await moreOf(run, signal);
  }
}

/** RFC 3339 with nanoseconds, as container runtimes write it. */
function timestampOf(line: Line): string {
  return formatMicroTime(line.timeMs).replace("Z", "000Z");
}

function moreOf(run: Run, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const resume = (): void => {
      run.waiting.delete(resume);
      signal?.removeEventListener("abort", resume);
      resolve();
    };
    run.waiting.add(resume);
    signal?.addEventListener("abort", resume, { once: true });
  });
}
