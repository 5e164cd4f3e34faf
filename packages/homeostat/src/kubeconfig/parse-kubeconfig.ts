import { createRequire } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import type { Document, LineCounter } from "yaml";
import { type Kubeconfig, KubeconfigError, type NamedCluster, type NamedUser } from "./kubeconfig.ts";
import { shapeError } from "./kubeconfig-shape.ts";

/**
 * Parses a kubeconfig (YAML or JSON). Relative paths in it become paths from the file's folder, as kubectl reads them.
 * Throws `KubeconfigError` with line and column.
 */
export function parseKubeconfig(text: string, path: string): Kubeconfig {
  const { LineCounter, parseDocument } = loadYaml();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    const { line, col } = lines.linePos(mistake.pos[0]);
    throw new KubeconfigError(`this is not valid YAML: ${mistake.message}`, {
      path,
      line,
      column: col,
      cause: mistake,
    });
  }
  const value: unknown = document.toJS() ?? {};
  const wrong = shapeError(value);
  if (wrong !== undefined) {
    const { line, col } = placeOf(document, lines, wrong.at);
    throw new KubeconfigError(wrong.message, { path, line, column: col });
  }
  return withAbsolutePaths(value as Kubeconfig, dirname(path));
}

/** Loaded at first use: in a Pod there is no kubeconfig to parse, and the package is larger than ours. */
function loadYaml(): typeof import("yaml") {
  return createRequire(import.meta.url)("yaml") as typeof import("yaml");
}

/** Position of the value at `at`, or of the nearest thing around it. */
function placeOf(
  document: Document,
  lines: LineCounter,
  at: readonly (string | number)[],
): { line: number; col: number } {
  const { isNode } = loadYaml();
  for (let length = at.length; length > 0; length--) {
    const node = document.getIn(at.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]);
  }
  return { line: 1, col: 1 };
}

function withAbsolutePaths(config: Kubeconfig, folder: string): Kubeconfig {
  const absolute = (path: string): string => (path === "" || isAbsolute(path) ? path : join(folder, path));
  const clusterOf = ({ name, cluster }: NamedCluster): NamedCluster => ({
    name,
    cluster: mapFields(cluster, ["certificate-authority"], absolute),
  });
  const userOf = ({ name, user }: NamedUser): NamedUser => {
    const files = mapFields(user, ["client-certificate", "client-key", "tokenFile"], absolute);
    // A command without a slash is looked up in PATH.
    const command = user.exec?.command;
    if (command === undefined || !command.includes("/")) return { name, user: files };
    return { name, user: { ...files, exec: { ...user.exec, command: absolute(command) } } };
  };
  return {
    ...config,
    ...(config.clusters ? { clusters: config.clusters.map(clusterOf) } : {}),
    ...(config.users ? { users: config.users.map(userOf) } : {}),
  };
}

function mapFields<T extends object>(value: T, names: readonly (keyof T)[], change: (text: string) => string): T {
  const copy = { ...value };
  for (const name of names) {
    const field: unknown = copy[name];
    if (typeof field === "string") copy[name] = change(field) as T[keyof T];
  }
  return copy;
}
