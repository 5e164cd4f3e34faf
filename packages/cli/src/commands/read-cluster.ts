import { CustomResourceDefinition } from "homeostat/apis/apiextensions/v1";
import { type Client, createClient, createHttpTransport, isApiError, isTransportError } from "homeostat/client";
import { KubeconfigError, loadClusterConfig } from "homeostat/kubeconfig";
import { DiagnosticError } from "#diagnostics/diagnostic.ts";
import type { TypesSources } from "#types/generate-types.ts";

/** What to read, and where. */
export interface ClusterQuery {
  /** The CustomResourceDefinitions. */
  readonly crds: boolean;
  /** `group/version` of other APIs, `v1` for the core group. */
  readonly apis: readonly string[];
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

/**
 * Reads definitions from a cluster.
 *
 * @throws DiagnosticError when there is no cluster, no permission or no such API
 */
export async function readCluster(query: ClusterQuery): Promise<TypesSources> {
  try {
    const { kubeconfig, context } = query;
    const config = await loadClusterConfig({ kubeconfig, context });
    const transport = createHttpTransport(config);
    try {
      return await readSources(createClient({ transport, userAgent: "homeostat-cli" }), query);
    } finally {
      await transport.close();
    }
  } catch (error) {
    if (!(error instanceof KubeconfigError) && !isApiError(error) && !isTransportError(error)) throw error;
    throw new DiagnosticError([
      {
        severity: "error",
        message: `the cluster could not be read: ${error.message}`,
        hint: "Check that kubectl reaches it; --kubeconfig and --context choose another.",
      },
    ]);
  }
}

async function readSources(client: Client, { crds, apis }: ClusterQuery): Promise<TypesSources> {
  const found = crds ? await client.list(CustomResourceDefinition) : [];
  const sorted = [...found].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return {
    objects: sorted.map((object) => ({ object, origin: "the cluster" })),
    documents: apis.length === 0 ? [] : await readDocuments(client, apis),
  };
}

async function readDocuments(client: Client, apis: readonly string[]): Promise<TypesSources["documents"] & object> {
  const index = await (await client.raw({ path: "/openapi/v3" })).json<OpenApiIndex>();
  const documents = [];
  for (const api of apis) {
    const path = api.includes("/") ? `apis/${api}` : `api/${api}`;
    const url = index.paths[path]?.serverRelativeURL;
    if (url === undefined) throw unknownApi(api, Object.keys(index.paths));
    documents.push({ object: await (await client.raw({ path: url })).json<unknown>(), origin: `the cluster, ${path}` });
  }
  return documents;
}

/** The answer to `/openapi/v3`. See https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3 */
interface OpenApiIndex {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

function unknownApi(api: string, paths: readonly string[]): DiagnosticError {
  const known = paths.flatMap((path) => /^apis?\/((?:[^/]+\/)?v\d[^/]*)$/.exec(path)?.[1] ?? []);
  return new DiagnosticError([
    { severity: "error", message: `the cluster has no API ${api}`, hint: `It has: ${known.join(", ")}.` },
  ]);
}
