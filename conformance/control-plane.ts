import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CertificateAuthority, createCertificateAuthority, type KeyPair } from "@homeostat/devcluster";
import { systemClock } from "homeostat/internal/std/clock.ts";
import type { Assets } from "./assets.ts";
import { type ChildProgram, startProgram } from "./child-program.ts";

/** A running kube-apiserver with its etcd, and perhaps a kube-controller-manager. */
export interface ControlPlane extends AsyncDisposable {
  /** `https://127.0.0.1:…` */
  readonly url: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly kubectl: string;
  readonly hasControllerManager: boolean;
  /** Writes the kubeconfig of another user, who has the rights that RBAC gives, and returns its path. */
  kubeconfigFor(user: string, groups?: readonly string[]): Promise<string>;
  /** Ends all programs and removes their files; idempotent. */
  stop(): Promise<void>;
}

export interface ControlPlaneOptions {
  readonly assets: Assets;
  /** Runs the built-in controllers too; the assets must have them. @default false */
  readonly controllers?: boolean;
  /** More flags of kube-apiserver; the last of a name counts. */
  readonly apiServerFlags?: readonly string[];
}

/**
 * Starts a real control plane for a test, on free ports of the loopback interface, with RBAC and an own certificate authority.
 * Throws with the last output of the program that failed. Nothing stays behind after `stop`.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { assets, controllers = false } = options;
  if (controllers && assets.controllerManager === undefined) {
    throw new Error("cannot run the built-in controllers: there is no kube-controller-manager in KUBEBUILDER_ASSETS");
  }
  const directory = await mkdtemp(join(tmpdir(), "homeostat-control-plane-"));
  const programs: ChildProgram[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll(programs, directory));
  try {
    const files = await writeFiles(directory);
    const [etcdPort = 0, peerPort = 0, port = 0] = await freePorts(3);
    programs.push(startProgram("etcd", assets.etcd, etcdFlags(files, etcdPort, peerPort)));
    programs.push(
      startProgram("kube-apiserver", assets.apiServer, [
        ...apiServerFlags(files, etcdPort, port),
        ...(options.apiServerFlags ?? []),
      ]),
    );
    const url = `https://127.0.0.1:${port}`;
    await untilReady(url, files, programs);
    const kubeconfig = await writeKubeconfig(files, url, files.admin, "admin");
    if (controllers && assets.controllerManager !== undefined) {
      programs.push(
        startProgram("kube-controller-manager", assets.controllerManager, controllerManagerFlags(files, kubeconfig)),
      );
    }
    return {
      url,
      kubeconfig,
      kubectl: assets.kubectl,
      hasControllerManager: controllers,
      kubeconfigFor(user, groups = []) {
        const pair = files.authority.issue({ usage: "client", commonName: user, organizations: groups });
        return writeKubeconfig(files, url, pair, user);
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** kube-apiserver needs 2 to 3 seconds on a quiet machine. */
const READY_TIMEOUT_MS = 90_000;
const POLL_MS = 50;

interface Files {
  readonly directory: string;
  readonly authority: CertificateAuthority;
  readonly admin: KeyPair;
  /** Path of a file in the directory. */
  path(name: string): string;
}

async function writeFiles(directory: string): Promise<Files> {
  const authority = createCertificateAuthority({ commonName: "homeostat-conformance", clock: systemClock });
  const hosts = ["127.0.0.1", "localhost", "kubernetes.default.svc", "10.0.0.1"];
  const server = authority.issue({ usage: "server", commonName: "kube-apiserver", hosts });
  const admin = authority.issue({ usage: "client", commonName: "admin", organizations: ["system:masters"] });
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const path = (name: string): string => join(directory, name);
  await mkdir(path("kubeconfigs"));
  await Promise.all(
    Object.entries({
      "ca.crt": authority.certPem,
      "server.crt": server.certPem,
      "server.key": server.keyPem,
      "service-account.pub": publicKey.export({ type: "spki", format: "pem" }),
      "service-account.key": privateKey.export({ type: "pkcs8", format: "pem" }),
    }).map(([name, text]) => writeFile(path(name), text, { mode: 0o600 })),
  );
  return { directory, authority, admin, path };
}

function etcdFlags({ path }: Files, port: number, peerPort: number): readonly string[] {
  return flags({
    "data-dir": path("etcd"),
    "listen-client-urls": `http://127.0.0.1:${port}`,
    "advertise-client-urls": `http://127.0.0.1:${port}`,
    "listen-peer-urls": `http://127.0.0.1:${peerPort}`,
    "initial-advertise-peer-urls": `http://127.0.0.1:${peerPort}`,
    "initial-cluster": `default=http://127.0.0.1:${peerPort}`,
    // Nothing has to survive a test.
    "unsafe-no-fsync": "true",
    "log-level": "error",
  });
}

function apiServerFlags({ path }: Files, etcdPort: number, port: number): readonly string[] {
  return flags({
    "etcd-servers": `http://127.0.0.1:${etcdPort}`,
    "bind-address": "127.0.0.1",
    "advertise-address": "127.0.0.1",
    "secure-port": String(port),
    "cert-dir": path("certificates"),
    "tls-cert-file": path("server.crt"),
    "tls-private-key-file": path("server.key"),
    "client-ca-file": path("ca.crt"),
    "authorization-mode": "RBAC",
    // There is no controller that makes the default service accounts unless the controllers run too.
    "disable-admission-plugins": "ServiceAccount",
    "service-cluster-ip-range": "10.0.0.0/24",
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": path("service-account.pub"),
    "service-account-signing-key-file": path("service-account.key"),
    "allow-privileged": "true",
    "endpoint-reconciler-type": "none",
  });
}

function controllerManagerFlags({ path }: Files, kubeconfig: string): readonly string[] {
  return flags({
    kubeconfig,
    "leader-elect": "false",
    "secure-port": "0",
    "root-ca-file": path("ca.crt"),
    "service-account-private-key-file": path("service-account.key"),
    "use-service-account-credentials": "false",
  });
}

function flags(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}

async function untilReady(url: string, files: Files, programs: readonly ChildProgram[]): Promise<void> {
  const endMs = systemClock.monotonicMs() + READY_TIMEOUT_MS;
  while (!(await isReady(url, files))) {
    const ended = programs.find(({ exit }) => exit !== undefined);
    if (ended !== undefined)
      throw new Error(`${ended.name} ended with ${ended.exit} while starting:\n${ended.lastOutput()}`);
    if (systemClock.monotonicMs() > endMs) {
      throw new Error(
        `kube-apiserver was not ready within ${READY_TIMEOUT_MS} ms:\n${programs.map((one) => one.lastOutput()).join("\n")}`,
      );
    }
    await systemClock.sleep(POLL_MS);
  }
}

function isReady(url: string, { authority, admin }: Files): Promise<boolean> {
  return new Promise((resolve) => {
    const tls = { ca: authority.certPem, cert: admin.certPem, key: admin.keyPem };
    const call = request(`${url}/readyz`, { ...tls, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(false));
    call.end();
  });
}

async function writeKubeconfig(files: Files, url: string, user: KeyPair, name: string): Promise<string> {
  const data = (pem: string): string => Buffer.from(pem).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "conformance", cluster: { server: url, "certificate-authority-data": data(files.authority.certPem) } },
    ],
    users: [{ name, user: { "client-certificate-data": data(user.certPem), "client-key-data": data(user.keyPem) } }],
    contexts: [{ name: "conformance", context: { cluster: "conformance", user: name } }],
    "current-context": "conformance",
  };
  const path = join(files.path("kubeconfigs"), encodeURIComponent(name));
  // JSON is YAML.
  await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

/** Held at the same time, so that they differ. Another program may take one before it is used: then the start fails. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listening(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

/** In the reverse order: a kube-apiserver without its etcd waits for it when it is told to end. */
async function stopAll(programs: readonly ChildProgram[], directory: string): Promise<void> {
  for (const program of [...programs].reverse()) await program.stop();
  await rm(directory, { recursive: true, force: true });
}
