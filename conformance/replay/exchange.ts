import { readFileSync, readdirSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** One recorded request with the answer of the real server; `README.md` beside the recordings tells the format. */
export interface Exchange {
  readonly name: string;
  readonly scenario: string;
  readonly request: RecordedRequest;
  readonly template?: Partial<RecordedRequest>;
  readonly response: RecordedResponse;
  readonly capture?: Readonly<Record<string, string>>;
  /** Needed by what follows, not judged. */
  readonly setup?: boolean;
  readonly poll?: { readonly until: Condition; readonly ms?: number; readonly everyMs?: number };
  readonly watch?: WatchReading;
  /** The streams in the background end before this one. */
  readonly join?: boolean;
  /** Neighbours with the same value are sent at once. */
  readonly parallel?: string | number;
  readonly compare?: "full" | "code" | "codes" | "skip";
  readonly mask?: readonly string[];
  readonly unordered?: boolean;
  readonly noRetryAfter?: boolean;
  readonly checks?: readonly (readonly [string, string, string])[];
  readonly sleepMs?: number;
  readonly tags?: readonly string[];
  readonly needs?: string;
  readonly identity?: string;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly user?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly wantHeaders?: readonly string[];
  readonly body?: unknown;
}

export interface RecordedResponse {
  readonly code: number;
  readonly contentType?: string;
  readonly warning?: string;
  readonly retryAfter?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** How much of a stream is read. */
export interface WatchReading {
  readonly events?: number;
  readonly ms?: number;
  readonly graceMs?: number;
  readonly background?: boolean;
  readonly binary?: boolean;
  readonly bookmarks?: boolean;
}

/** When a polled answer is good. */
export interface Condition {
  readonly code?: number | readonly number[];
  readonly eq?: Readonly<Record<string, unknown>>;
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
  readonly len?: Readonly<Record<string, number>>;
}

const RECORDINGS = new URL("../recordings/", import.meta.url);

/** Names of the recordings: `01-crud-errors-status`, `10-watch`, … */
export function recordingNames(): readonly string[] {
  return readdirSync(RECORDINGS)
    .filter((file) => file.endsWith(".json.gz"))
    .map((file) => file.replace(".json.gz", ""))
    .sort();
}

/** The scenarios of a recording, in order, each with its exchanges. */
export function readScenarios(recording: string): ReadonlyMap<string, readonly Exchange[]> {
  const text = gunzipSync(readFileSync(new URL(`${recording}.json.gz`, RECORDINGS))).toString("utf8");
  const scenarios = new Map<string, Exchange[]>();
  for (const exchange of JSON.parse(text) as Exchange[]) {
    if (exchange.request === undefined) continue;
    const name = exchange.scenario ?? recording;
    const steps = scenarios.get(name) ?? [];
    steps.push(exchange);
    scenarios.set(name, steps);
  }
  return scenarios;
}
