import { readFile } from "node:fs/promises";
import { homedir } from "node:os";

/** What configuration is read from: files, environment variables, programs. Tests give their own. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Rejects as `fs.readFile` does, for example with code `ENOENT`. */
  readFile(path: string): Promise<string>;
  /** Runs a program to its end, without a terminal. Rejects when it cannot be started or takes longer than `timeoutMs`. */
  run(command: string, options: RunOptions): Promise<RunResult>;
}

/** How to run a program. */
export interface RunOptions {
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/** How a program ended. */
export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** This machine. */
export const thisMachine: Machine = {
  env: process.env,
  home: homedir(),
  readFile: (path) => readFile(path, "utf8"),
  async run(command, { args, env, timeoutMs }) {
    // Few kubeconfigs name a program.
    const { execFile } = await import("node:child_process");
    return new Promise((resolve, reject) => {
      const child = execFile(
        command,
        [...args],
        { env, timeout: timeoutMs, maxBuffer: MAX_OUTPUT_BYTES },
        (error, stdout, stderr) => {
          if (error === null) resolve({ exitCode: 0, stdout, stderr });
          else if (error.killed === true) reject(new Error(`it did not end within ${timeoutMs} ms`));
          else if (typeof error.code === "number") resolve({ exitCode: error.code, stdout, stderr });
          else reject(error);
        },
      );
      child.stdin?.end();
    });
  },
};

const MAX_OUTPUT_BYTES = 1024 * 1024;
