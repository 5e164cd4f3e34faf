import { type ChildProcess, spawn } from "node:child_process";
import { systemClock } from "homeostat/internal/std/clock.ts";

/** A program that runs until it is stopped. */
export interface ChildProgram {
  readonly name: string;
  /** How it ended; undefined while it runs. */
  readonly exit: string | undefined;
  /** The last lines that it wrote, for errors. */
  lastOutput(): string;
  /** Asks it to end, and kills it when it does not. Idempotent. */
  stop(): Promise<void>;
}

/** Starts a program. It does not outlive this process. */
export function startProgram(name: string, file: string, args: readonly string[]): ChildProgram {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString("utf8")).slice(-MAX_OUTPUT_CHARACTERS);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let exit: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => ((exit = String(error)), resolve()));
    child.once("exit", (code, signal) => ((exit = signal ?? `exit code ${code}`), resolve()));
  });
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  return {
    name,
    get exit() {
      return exit;
    },
    lastOutput: () => output,
    async stop() {
      if (exit === undefined) await stopChild(child, ended);
      process.removeListener("exit", killNow);
    },
  };
}

const MAX_OUTPUT_CHARACTERS = 4000;
const GRACE_MS = 5000;

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  const timer = systemClock.timer(GRACE_MS, () => void child.kill("SIGKILL"));
  await ended;
  timer.cancel();
}
