import { abortable } from "#std/abort.ts";
import type { Clock } from "#std/clock.ts";
import { parseRfc3339 } from "#std/timestamp.ts";
import type { CredentialProvider, Credentials } from "./cluster-config.ts";
import { type ExecPlugin, type KubeconfigCluster, KubeconfigError } from "./kubeconfig.ts";
import type { Machine, RunResult } from "./machine.ts";

/** What an exec plugin runs with. */
export interface ExecContext {
  readonly machine: Machine;
  readonly clock: Clock;
  /** For errors. */
  readonly userName: string;
  /** What the plugin is told of the cluster when it asks for it, with the CA's content in place of its path. */
  readonly cluster: KubeconfigCluster;
}

/**
 * Gives what a credential plugin prints, and runs it again shortly before that expires or after a refusal. Calls at the same
 * time share one run.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export function createExecCredentials(plugin: ExecPlugin, context: ExecContext): CredentialProvider {
  const apiVersion = checkedApiVersion(plugin, context);
  const { clock, machine } = context;
  let current: Issued | undefined;
  let running: Promise<Issued> | undefined;

  async function run(): Promise<Issued> {
    const env = {
      ...machine.env,
      ...pluginEnvironment(plugin),
      KUBERNETES_EXEC_INFO: execInfo(plugin, context, apiVersion),
    };
    let result: RunResult;
    try {
      const args = plugin.args ?? [];
      result = await machine.run(plugin.command ?? "", { args, env, timeoutMs: PLUGIN_TIMEOUT_MS });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw pluginError(plugin, context, `cannot be run (${reason})`, cause);
    }
    if (result.exitCode !== 0) {
      const words = result.stderr.trim().slice(-MAX_QUOTED_CHARACTERS);
      throw pluginError(plugin, context, `failed with exit code ${result.exitCode}${words === "" ? "" : `: ${words}`}`);
    }
    return issuedBy(result.stdout, apiVersion, (problem) => pluginError(plugin, context, problem));
  }

  const isFresh = (issued: Issued): boolean => issued.expiresAtMs - EXPIRY_SKEW_MS > clock.now();
  return {
    async get(signal) {
      if (current !== undefined && isFresh(current)) return current.credentials;
      running ??= run().finally(() => (running = undefined));
      current = await (signal === undefined ? running : abortable(running, signal));
      return current.credentials;
    },
    invalidate(refused) {
      // Another call may have fetched new ones already.
      if (current !== undefined && isIn(current.credentials, refused)) current = undefined;
    },
  };
}

/** Whether all that the plugin gave is in what was refused; a certificate of the kubeconfig may have been added. */
function isIn(issued: Credentials, refused: Credentials): boolean {
  return (
    (issued.token === undefined || issued.token === refused.token) &&
    (issued.clientCertificate === undefined || issued.clientCertificate === refused.clientCertificate)
  );
}

interface Issued {
  readonly credentials: Credentials;
  /** Infinity: until the server refuses them. */
  readonly expiresAtMs: number;
}

const API_VERSIONS: readonly string[] = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
const PLUGIN_TIMEOUT_MS = 60_000;
/** So that a request does not leave with credentials that expire on the way. */
const EXPIRY_SKEW_MS = 10_000;
const MAX_QUOTED_CHARACTERS = 500;

function checkedApiVersion(plugin: ExecPlugin, context: ExecContext): string {
  const { apiVersion = "", interactiveMode } = plugin;
  if (!API_VERSIONS.includes(apiVersion)) {
    throw pluginError(plugin, context, `has apiVersion "${apiVersion}"; use one of ${API_VERSIONS.join(", ")}`);
  }
  if (interactiveMode === "Always") {
    throw pluginError(
      plugin,
      context,
      `has interactiveMode "Always", but a running operator has no terminal; use "IfAvailable" or "Never"`,
    );
  }
  return apiVersion;
}

function pluginEnvironment(plugin: ExecPlugin): Readonly<Record<string, string>> {
  return Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]));
}

function execInfo(plugin: ExecPlugin, context: ExecContext, apiVersion: string): string {
  const cluster = plugin.provideClusterInfo === true ? { cluster: context.cluster } : {};
  return JSON.stringify({ kind: "ExecCredential", apiVersion, spec: { ...cluster, interactive: false } });
}

function issuedBy(stdout: string, apiVersion: string, problemOf: (problem: string) => KubeconfigError): Issued {
  const output = parseOutput(stdout);
  if (output === undefined) throw problemOf("printed something that is not an ExecCredential in JSON");
  if (output.apiVersion !== apiVersion) {
    throw problemOf(`printed an ExecCredential of ${String(output.apiVersion)}, but the kubeconfig says ${apiVersion}`);
  }
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = output.status ?? {};
  if ((clientCertificateData === undefined) !== (clientKeyData === undefined)) {
    throw problemOf("printed only one of clientCertificateData and clientKeyData");
  }
  if (!token && clientCertificateData === undefined)
    throw problemOf("printed neither a token nor a client certificate");
  const expiresAtMs = expirationTimestamp ? parseRfc3339(expirationTimestamp) : Number.POSITIVE_INFINITY;
  if (expiresAtMs === undefined)
    throw problemOf(`printed the expirationTimestamp "${expirationTimestamp}", which is no RFC 3339 time`);
  return {
    expiresAtMs,
    credentials: {
      ...(token ? { token } : {}),
      ...(clientCertificateData === undefined ? {} : { clientCertificate: clientCertificateData }),
      ...(clientKeyData === undefined ? {} : { clientKey: clientKeyData }),
    },
  };
}

interface ExecCredential {
  readonly apiVersion?: string;
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
  };
}

function parseOutput(stdout: string): ExecCredential | undefined {
  try {
    const value: unknown = JSON.parse(stdout);
    const isCredential =
      typeof value === "object" && value !== null && "kind" in value && value.kind === "ExecCredential";
    return isCredential ? (value as ExecCredential) : undefined;
  } catch {
    return undefined;
  }
}

function pluginError(plugin: ExecPlugin, context: ExecContext, problem: string, cause?: unknown): KubeconfigError {
  const hint = plugin.installHint === undefined ? "" : `; ${plugin.installHint.trim()}`;
  const message = `the credential plugin "${plugin.command ?? ""}" of user "${context.userName}" ${problem}${hint}`;
  return new KubeconfigError(message, { cause });
}
