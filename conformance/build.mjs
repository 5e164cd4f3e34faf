#!/usr/bin/env node
/**
 * Builds the real control plane (etcd, kube-apiserver, kube-controller-manager, kubectl) from the Go module in this folder, and
 * the oldest kubectl that has to work from the one in `kubectl-1.27`. Prints the directories that hold the binaries. Needs Go
 * and a Go module proxy, nothing else; takes minutes the first time.
 *
 * The results are kept outside the checkout, in `$XDG_CACHE_HOME/homeostat/conformance/<hash of go.sum>`, so they are built once.
 *
 *     node conformance/build.mjs            builds when needed
 *     node conformance/build.mjs --print    only prints where the binaries are or would be
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));

/** A Go module with its programs, and the module that gives them their version. */
const CONTROL_PLANE = {
  folder,
  programs: {
    etcd: "go.etcd.io/etcd/server/v3",
    "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
    "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
    kubectl: "k8s.io/kubernetes/cmd/kubectl",
  },
  version: /k8s\.io\/kubernetes v1\.(\d+)\.(\d+)/,
};
const OLDEST_KUBECTL = {
  folder: join(folder, "kubectl-1.27"),
  programs: { kubectl: "." },
  version: /k8s\.io\/kubectl v0\.(\d+)\.(\d+)/,
};

/** Where the binaries of the control plane are kept, whether or not they were built. */
export function assetsDirectory() {
  return directoryOf(CONTROL_PLANE);
}

/** Builds the control plane when it is missing and returns `assetsDirectory()`; throws when Go is missing or the build fails. */
export function buildAssets() {
  return buildModule(CONTROL_PLANE);
}

function directoryOf({ folder }) {
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, "go.sum")))
    .digest("hex")
    .slice(0, 16);
  return join(cache, "homeostat", "conformance", hash);
}

function buildModule(module) {
  const target = directoryOf(module);
  mkdirSync(dirname(target), { recursive: true });
  if (existsSync(target)) return target;
  const unfinished = mkdtempSync(join(dirname(target), "building-"));
  try {
    for (const [name, source] of Object.entries(module.programs)) {
      process.stderr.write(`building ${name}\n`);
      build(module, source, join(unfinished, name));
    }
    // A rename is atomic: nobody sees half of the programs. When another build was first, its result is as good.
    if (!existsSync(target)) renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return target;
}

function build(module, source, output) {
  execFileSync(
    "go",
    ["build", "-p", "2", "-trimpath", "-buildvcs=false", "-ldflags", linkerFlags(module), "-o", output, source],
    {
      cwd: module.folder,
      stdio: ["ignore", "inherit", "inherit"],
      // The go.sum is complete and the installed Go is used: nothing but the module proxy is asked.
      env: { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly", GOWORK: "off" },
    },
  );
}

/** The version that `/version` answers; upstream's own build sets the same variables. */
function linkerFlags({ folder, version }) {
  const found = version.exec(readFileSync(join(folder, "go.mod"), "utf8"));
  if (found === null) throw new Error(`${join(folder, "go.mod")} does not require ${version.source}`);
  const [, minor, patch] = found;
  const variables = { gitVersion: `v1.${minor}.${patch}`, gitMajor: "1", gitMinor: minor, gitTreeState: "clean" };
  const settings = Object.entries(variables).flatMap(([name, value]) => [
    `-X k8s.io/component-base/version.${name}=${value}`,
    `-X k8s.io/client-go/pkg/version.${name}=${value}`,
  ]);
  return ["-s", "-w", ...settings].join(" ");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const modules = [CONTROL_PLANE, OLDEST_KUBECTL];
    process.stdout.write(`${modules.map(process.argv.includes("--print") ? directoryOf : buildModule).join("\n")}\n`);
  } catch (error) {
    const missing = error.code === "ENOENT" && error.path === "go";
    process.stderr.write(
      missing
        ? "cannot build the control plane: Go is not installed (https://go.dev/doc/install)\n"
        : `${error.message}\n`,
    );
    process.exitCode = 1;
  }
}
