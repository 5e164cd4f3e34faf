import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "#std/fake-clock.ts";
import { loadClusterConfig, type LoadClusterConfigOptions } from "./load-cluster-config.ts";
import type { ClusterConfig } from "./cluster-config.ts";
import type { Machine, RunResult } from "./machine.ts";
import { parseKubeconfig } from "./parse-kubeconfig.ts";
import { writeKubeconfig } from "./write-kubeconfig.ts";

const PEM = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n";
const DATA = Buffer.from(PEM).toString("base64");

interface MachineParts {
  readonly files?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly run?: Machine["run"];
}

function machineOf({ files = {}, env = {}, run }: MachineParts): Machine {
  return {
    env,
    home: "/home/u",
    readFile(path) {
      const text = files[path];
      if (text !== undefined) return Promise.resolve(text);
      return Promise.reject(Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: "ENOENT" }));
    },
    run: run ?? (() => Promise.reject(new Error("nothing to run"))),
  };
}

const load = (parts: MachineParts, options: LoadClusterConfigOptions = {}): Promise<ClusterConfig> =>
  loadClusterConfig({ machine: machineOf(parts), ...options });

/** A kubeconfig with one context that goes to `name`. */
const simple = (name: string, more: { user?: string; cluster?: string } = {}): string => `
current-context: ${name}
clusters: [{ name: c, cluster: { server: "https://${name}:6443"${more.cluster ?? ""} } }]
users: [{ name: u, user: { ${more.user ?? ""} } }]
contexts: [{ name: ${name}, context: { cluster: c, user: u, namespace: ns } }]
`;

const message = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "it did not fail",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe("the order of the places", () => {
  const inPod = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };
  const account = "/var/run/secrets/kubernetes.io/serviceaccount";
  const files = {
    "/k/given": simple("given"),
    "/k/one": simple("one"),
    "/home/u/.kube/config": simple("home"),
    [`${account}/token`]: "t1\n",
    [`${account}/ca.crt`]: PEM,
    [`${account}/namespace`]: "pod-ns",
  };
  test("is: option, KUBECONFIG, the Pod, the home folder", async () => {
    const env = { ...inPod, KUBECONFIG: "/k/absent:/k/one" };
    expect((await load({ files, env }, { kubeconfig: "/k/given" })).server).toBe("https://given:6443");
    expect((await load({ files, env })).server).toBe("https://one:6443");
    expect((await load({ files })).server).toBe("https://home:6443");
    const pod = await load({ files, env: inPod });
    expect(pod).toMatchObject({ server: "https://[fd00::1]:443", ca: PEM, namespace: "pod-ns" });
    expect(await pod.credentials?.get()).toEqual({ token: "t1" });
  });

  test("ends with advice when there is none", async () => {
    expect(await message(load({}))).toBe(
      "no cluster is configured: /home/u/.kube/config does not exist, and this is not a Pod with a service account; " +
        "set KUBECONFIG, or start a cluster of your own with: npx homeostat-devcluster",
    );
    expect(await message(load({}, { kubeconfig: "/k/x" }))).toMatch(
      /^\/k\/x: the kubeconfig does not exist; correct the path/,
    );
  });
});

test("files of KUBECONFIG are merged: the first that names something gives it whole", async () => {
  const files = {
    "/a/config": `
contexts: [{ name: x, context: { cluster: c, user: red } }]
users: [{ name: red, user: { client-certificate: certs/red.crt, client-key: certs/red.key } }]`,
    "/b/config": `
current-context: x
clusters: [{ name: c, cluster: { server: "https://b", certificate-authority: ca.crt } }]
users: [{ name: red, user: { token: other } }]`,
    "/a/certs/red.crt": PEM,
    "/a/certs/red.key": PEM,
    "/b/ca.crt": PEM,
  };
  expect(await load({ files, env: { KUBECONFIG: "/a/config:/b/config" } })).toEqual({
    server: "https://b",
    ca: PEM,
    clientCertificate: PEM,
    clientKey: PEM,
    origin: "/a/config:/b/config",
  });
});

test("everything that a context says is taken over", async () => {
  const text = simple("x", {
    cluster: `, certificate-authority-data: ${DATA}, tls-server-name: sni, proxy-url: "http://p:1"`,
    user: `client-certificate-data: ${DATA}, client-key-data: ${DATA}, client-key: /ignored, token: t, as: bob, as-groups: [g], as-user-extra: { k: [v] }`,
  });
  expect(await load({ files: { "/k": text } }, { kubeconfig: "/k" })).toEqual({
    server: "https://x:6443",
    ca: PEM,
    clientCertificate: PEM,
    clientKey: PEM,
    token: "t",
    tlsServerName: "sni",
    proxyUrl: "http://p:1",
    impersonate: { user: "bob", groups: ["g"], extra: { k: ["v"] } },
    namespace: "ns",
    origin: "/k",
  });
});

describe("a mistake names its place and the way out", () => {
  test.each([
    ["clusters:\n  - name: [", /^\/k:2:\d+: this is not valid YAML: /],
    ["clusters:\n  c:\n    cluster: {}", /^\/k:2:3: clusters must be a list, but is a mapping$/],
    [
      "users:\n- name: u\n  user:\n    token: 123",
      /^\/k:4:12: users\[0\].user.token must be text, but is a number; put it in quotes$/,
    ],
    ["users:\n- name: u", /^\/k:2:3: users\[0\] has no "user"; add it$/],
    ["just text", /^\/k:1:1: the kubeconfig must be a mapping, but is a string$/],
    [
      "",
      /^\/k: no current-context is set; choose one with kubectl config use-context; the kubeconfig has no contexts$/,
    ],
    ["current-context: y\ncontexts: [{name: x, context: {}}]", /^\/k: there is no context "y"; the contexts are "x"$/],
    [
      "current-context: x\ncontexts: [{name: x, context: {cluster: c}}]",
      /there is no cluster "c" that context "x" refers to; the kubeconfig has no clusters$/,
    ],
    [
      simple("x", { cluster: ", certificate-authority: nowhere" }),
      /^\/nowhere: cannot read the certificate-authority of cluster "c" \(in \/k\): ENOENT/,
    ],
    [
      simple("x", { cluster: ", certificate-authority-data: abcd" }),
      /^\/k: certificate-authority-data of cluster "c" is not PEM text in base64/,
    ],
    [
      simple("x", { cluster: `, certificate-authority-data: ${DATA}, insecure-skip-tls-verify: true` }),
      /has both a certificate-authority and insecure/,
    ],
    [
      simple("x", { user: "auth-provider: { name: gcp }" }),
      /uses the auth-provider "gcp", which Kubernetes removed; use an exec plugin/,
    ],
    [
      simple("x", { user: "exec: { command: p, apiVersion: v0 }" }),
      /plugin "p" of user "u" has apiVersion "v0"; use one of client.auth/,
    ],
  ])("%j", async (text, expected) => {
    expect(await message(load({ files: { "/k": text } }, { kubeconfig: "/k" }))).toMatch(expected);
  });

  test("an unknown context of the caller lists the known ones", async () => {
    expect(await message(load({ files: { "/k": simple("x") } }, { kubeconfig: "/k", context: "prod" }))).toBe(
      '/k: there is no context "prod"; the contexts are "x"',
    );
  });
});

test("a token file is read again after a minute and after a refusal, and outlives a failed read", async () => {
  const clock = createFakeClock();
  const files: Record<string, string> = { "/k/config": simple("x", { user: "tokenFile: token" }), "/k/token": "one" };
  const { credentials } = await load({ files }, { kubeconfig: "/k/config", clock });
  const token = async (): Promise<string | undefined> => (await credentials?.get())?.token;
  expect(await token()).toBe("one");
  files["/k/token"] = "two";
  expect(await token()).toBe("one");
  await clock.advance(60_000);
  expect(await token()).toBe("two");
  files["/k/token"] = "three";
  credentials?.invalidate({ token: "two" });
  expect(await token()).toBe("three");
  delete files["/k/token"];
  await clock.advance(60_000);
  expect(await token()).toBe("three");
});

describe("a credential plugin", () => {
  const text = simple("x", {
    cluster: `, certificate-authority-data: ${DATA}`,
    user: `exec: { apiVersion: client.authentication.k8s.io/v1, command: ./bin/p, args: [a], env: [{ name: E, value: v }], provideClusterInfo: true, installHint: install p, interactiveMode: IfAvailable }`,
  });
  const printed = (status: object): RunResult => ({
    exitCode: 0,
    stderr: "",
    stdout: JSON.stringify({ kind: "ExecCredential", apiVersion: "client.authentication.k8s.io/v1", status }),
  });

  test("runs once for calls at the same time, and again before its answer expires or when it is refused", async () => {
    const clock = createFakeClock(Date.parse("2026-01-01T00:00:00Z"));
    const runs: { command: string; env: Record<string, string | undefined> }[] = [];
    const run: Machine["run"] = (command, { env }) => {
      runs.push({ command, env });
      return Promise.resolve(printed({ token: `t${runs.length}`, expirationTimestamp: "2026-01-01T01:00:00Z" }));
    };
    const { credentials } = await load(
      { files: { "/k/config": text }, env: { PATH: "/bin" }, run },
      { kubeconfig: "/k/config", clock },
    );
    expect(await Promise.all([credentials?.get(), credentials?.get()])).toEqual([{ token: "t1" }, { token: "t1" }]);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ command: "/k/bin/p", env: { PATH: "/bin", E: "v" } });
    expect(JSON.parse(runs[0]?.env["KUBERNETES_EXEC_INFO"] ?? "")).toEqual({
      kind: "ExecCredential",
      apiVersion: "client.authentication.k8s.io/v1",
      spec: { interactive: false, cluster: { server: "https://x:6443", "certificate-authority-data": DATA } },
    });
    credentials?.invalidate({ token: "t0" });
    expect(await credentials?.get()).toEqual({ token: "t1" });
    credentials?.invalidate({ token: "t1" });
    expect(await credentials?.get()).toEqual({ token: "t2" });
    await clock.advance(3_595_000);
    expect(await credentials?.get()).toEqual({ token: "t3" });
  });

  test.each([
    [
      { exitCode: 3, stdout: "", stderr: "no login" },
      /plugin "\/k\/bin\/p" of user "u" failed with exit code 3: no login; install p$/,
    ],
    [
      { exitCode: 0, stdout: "hello", stderr: "" },
      /printed something that is not an ExecCredential in JSON; install p$/,
    ],
    [printed({}), /printed neither a token nor a client certificate/],
    [printed({ clientCertificateData: "x" }), /printed only one of clientCertificateData and clientKeyData/],
  ])("that fails says how: %j", async (result, expected) => {
    const run: Machine["run"] = () => Promise.resolve(result);
    const { credentials } = await load({ files: { "/k/config": text }, run }, { kubeconfig: "/k/config" });
    expect(await message(credentials?.get() ?? Promise.resolve())).toMatch(expected);
  });
});

test("a written kubeconfig is readable by its owner only, and reads back equal", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kubeconfig-"));
  try {
    const path = join(folder, "sub", "config");
    const kubeconfig = {
      "current-context": "x",
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1", "certificate-authority-data": DATA } }],
      users: [{ name: "u", user: { token: "0123" } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    };
    await writeKubeconfig(path, kubeconfig);
    await writeFile(join(folder, "other"), "");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(parseKubeconfig(await readFile(path, "utf8"), path)).toEqual({
      apiVersion: "v1",
      kind: "Config",
      ...kubeconfig,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
