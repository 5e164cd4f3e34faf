import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface BinOptions {
  /** Undefined: 6443, or the next free one. */
  readonly port: number | undefined;
  readonly kubeconfig: string;
  readonly http: boolean;
  readonly controllers: "all" | "none";
  readonly nodes: number;
  readonly help: boolean;
}

/** The command line cannot be understood; the message says what to write instead. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

export const USAGE = `usage: homeostat-devcluster [--port N] [--kubeconfig FILE] [--http] [--controllers none|all] [--nodes N]

Starts a Kubernetes API on this machine and writes a kubeconfig for it.

  --port N                port to listen on, 0 for any free one (default: 6443, or the next free one)
  --kubeconfig FILE       where to write the administrator's kubeconfig (default: .homeostat/kubeconfig)
  --http                  plain HTTP without users: everybody is the administrator, loopback only
  --controllers none|all  none: a bare API server, as envtest starts one (default: all)
  --nodes N               number of simulated nodes, 0 to 1000 (default: 1)
`;

/** Reads the arguments; throws `UsageError`. */
export function parseBinOptions(args: readonly string[]): BinOptions {
  const { values } = parsed(args);
  const controllers = values.controllers ?? "all";
  if (controllers !== "all" && controllers !== "none") {
    throw new UsageError(`--controllers ${controllers}: it must be "none" or "all"`);
  }
  return {
    port: values.port === undefined ? undefined : integer("--port", values.port, 65535),
    kubeconfig: values.kubeconfig ?? ".homeostat/kubeconfig",
    http: values.http ?? false,
    controllers,
    nodes: values.nodes === undefined ? 1 : integer("--nodes", values.nodes, 1000),
    help: values.help ?? false,
  };
}

interface ParsedValues {
  readonly port?: string;
  readonly kubeconfig?: string;
  readonly http?: boolean;
  readonly controllers?: string;
  readonly nodes?: string;
  readonly help?: boolean;
}

function parsed(args: readonly string[]): { readonly values: ParsedValues } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        kubeconfig: { type: "string" },
        http: { type: "boolean" },
        controllers: { type: "string" },
        nodes: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function integer(option: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max)
    throw new UsageError(`${option} ${text}: it must be a whole number from 0 to ${max}`);
  return value;
}
