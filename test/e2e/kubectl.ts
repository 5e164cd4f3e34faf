import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** A kubectl of this machine. */
export interface KubectlBinary {
  readonly path: string;
  readonly version: string;
}

/** Runs one kubectl command in a namespace; the first argument is split at spaces, the others are taken as they are. */
export interface Kubectl {
  (command: string, ...args: readonly string[]): Promise<KubectlResult>;
  /** With something on standard input, or other environment variables. */
  with(options: KubectlOptions): Kubectl;
  /** Runs until `enough` holds for the standard output, then is interrupted. */
  until(enough: (stdout: string) => boolean, command: string): Promise<string>;
}

/** What a command wrote, and how it ended. */
export interface KubectlResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Surroundings of a command. */
export interface KubectlOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The kubectl on PATH, and those that `conformance/build.mjs` has built. */
export function findKubectls(): readonly KubectlBinary[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const onPath = folders.map((folder) => join(folder, "kubectl")).find((path) => existsSync(path));
  const built = join(homedir(), ".cache/homeostat/conformance");
  const builds = existsSync(built) ? readdirSync(built).map((folder) => join(built, folder, "kubectl")) : [];
  return [...(onPath === undefined ? [] : [onPath]), ...builds.filter((path) => existsSync(path))].map((path) => {
    const { stdout, stderr, status } = spawnSync(path, ["version", "--client", "-o", "json"], { encoding: "utf8" });
    const version = /"gitVersion": "(\S+)"/.exec(stdout)?.[1];
    // A kubectl that is there has to work: tests must not be skipped because it is broken.
    if (status !== 0 || version === undefined)
      throw new Error(`${path} version --client -o json failed: ${stdout}${stderr}`);
    return { path, version };
  });
}

/** Where a kubectl works. */
export interface KubectlPlace {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly cacheDir: string;
}

/** A kubectl for one cluster and namespace. */
export function createKubectl(path: string, place: KubectlPlace, options: KubectlOptions = {}): Kubectl {
  const common = ["--kubeconfig", place.kubeconfig, "--cache-dir", place.cacheDir, "-n", place.namespace];
  const start = (command: string, args: readonly string[]): ReturnType<typeof spawn> =>
    spawn(path, [...common, ...command.split(" "), ...args], {
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
  const run = (command: string, ...args: readonly string[]): Promise<KubectlResult> =>
    new Promise((resolve, reject) => {
      const child = start(command, args);
      let stdout = "";
      let stderr = "";
      child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, stdout, stderr: withoutSkew(stderr) }));
      child.stdin?.end(options.input ?? "");
    });
  const until = (enough: (stdout: string) => boolean, command: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = start(command, []);
      let stdout = "";
      child.stdout?.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
        if (enough(stdout)) child.kill("SIGINT");
      });
      child.once("error", reject);
      child.once("close", () => resolve(stdout));
      child.stdin?.end();
    });
  return Object.assign(run, {
    until,
    with: (more: KubectlOptions) => createKubectl(path, place, { ...options, ...more }),
  });
}

/** An older kubectl says that it is older. */
function withoutSkew(text: string): string {
  return text.replace(/^(WARNING|Warning): version difference .*\n/m, "");
}
