import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A program of this repository that runs as a child process. */
export interface Program {
  readonly pid: number;
  /** Everything that it has written until now, standard error included. */
  output(): string;
  /** Resolves with the first line that matches; rejects when the program ends before, or does not write it in time. */
  line(pattern: RegExp): Promise<string>;
  /** Sends a signal and resolves when the program has ended. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
  /** Resolves when the program has ended by itself. */
  readonly ended: Promise<Exit>;
}

/** How a program ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the signal, or from the start, to the end. */
  readonly tookMs: number;
}

/** The repository's folder. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** The programs, as `npm start`, `npm run devcluster` and an operator's image run them. */
export const PROGRAMS = {
  start: `${ROOT}scripts/dist/start.js`,
  devcluster: `${ROOT}packages/devcluster/dist/bin.js`,
  operator: `${ROOT}operators/podset/dist/main.js`,
} as const;

/** Compiles what has changed: the programs run as users run them, from their JavaScript. */
export function build(): void {
  const { status, stdout, stderr } = spawnSync(`${ROOT}node_modules/.bin/tsc`, ["-b"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`tsc -b failed:\n${stdout}${stderr}`);
}

/** Surroundings of a program. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const running = new Set<ChildProcess>();

/** Starts a program with Node. */
export function startProgram(file: string, args: readonly string[], { cwd, env }: ProgramOptions): Program {
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env: { ...process.env, KUBECONFIG: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let stdout = "";
  let stderr = "";
  let since = performance.now();
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<Exit>((resolve) => {
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal, stdout, stderr, tookMs: performance.now() - since });
    });
  });
  return {
    pid: child.pid ?? 0,
    output: () => stdout + stderr,
    ended,
    line: (pattern) => lineOf(pattern, { output: () => `${stdout}\n${stderr}`, listeners, ended }),
    stop(signal = "SIGTERM") {
      since = performance.now();
      child.kill(signal);
      return ended;
    },
  };
}

/** Ends whatever still runs. */
export function killPrograms(): void {
  for (const child of running) child.kill("SIGKILL");
}

const LINE_TIMEOUT_MS = 20_000;

interface Writing {
  readonly output: () => string;
  readonly listeners: Set<() => void>;
  readonly ended: Promise<Exit>;
}

function lineOf(pattern: RegExp, { output, listeners, ended }: Writing): Promise<string> {
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => fail("was not written in time"), LINE_TIMEOUT_MS);
    const stop = (): void => {
      clearTimeout(timeout);
      listeners.delete(look);
    };
    const look = (): boolean => {
      const found = output()
        .split("\n")
        .find((line) => pattern.test(line));
      if (found === undefined) return false;
      stop();
      resolve(found);
      return true;
    };
    const fail = (why: string): void => {
      stop();
      reject(new Error(`${String(pattern)} ${why}:\n${output()}`));
    };
    listeners.add(look);
    void ended.then(() => look() || fail("was not written before the end"));
    look();
  });
}
