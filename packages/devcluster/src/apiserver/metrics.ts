import type { HttpHandler, HttpResponse } from "homeostat/internal/http/handler.ts";
import { type Registry, versionOf } from "#resources/registry.ts";
import type { Store } from "#storage/store.ts";
import type { RequestInfo } from "./context.ts";

/** Counts what the API server does, and shows it as Prometheus text under the names of kube-apiserver. */
export interface ServerMetrics {
  /** Counts an answered request. */
  answered(method: string, info: RequestInfo, code: number): void;
  /** `/metrics` and `/metrics/slis`. */
  readonly paths: ReadonlyMap<string, HttpHandler>;
}

/** Creates counters that start at zero. See https://kubernetes.io/docs/reference/instrumentation/metrics/ */
export function createServerMetrics({
  store,
  registry,
}: {
  readonly store: Store;
  readonly registry: Registry;
}): ServerMetrics {
  const requests = new Map<string, CountedRequests>();
  return {
    answered(method, info, code) {
      // Else anybody could make labels without end.
      if (info.isResourceRequest && !isServed(registry, info)) return;
      const verb = verbOf(method, info);
      const scope = scopeOf(info);
      const { group, version, resource, subresource } = info.isResourceRequest ? info : NO_RESOURCE;
      // Parts of a path have no slashes.
      const key = `${code}/${verb}/${scope}/${group}/${version}/${resource}/${subresource}`;
      const counted = requests.get(key);
      if (counted !== undefined) counted.count++;
      else {
        const labels = { code, component: "apiserver", group, version, resource, subresource, scope, verb };
        requests.set(key, { labels: labelText(labels), count: 1 });
      }
    },
    paths: new Map<string, HttpHandler>([
      ["/metrics", () => answer([requestTotal([...requests.values()]), objectCounts(store, registry)])],
      ["/metrics/slis", () => answer([HEALTH])],
    ]),
  };
}

function isServed(registry: Registry, { group, version, resource, subresource }: RequestInfo): boolean {
  const found = registry.find(group, resource);
  if (found === undefined || versionOf(found, version) === undefined) return false;
  return subresource === "" || found.subresources.some(({ name }) => name === subresource);
}

/** Requests with the same labels. */
interface CountedRequests {
  readonly labels: string;
  count: number;
}

const NO_RESOURCE = { group: "", version: "", resource: "", subresource: "" };

function scopeOf({ isResourceRequest, name, namespace }: RequestInfo): string {
  if (!isResourceRequest) return "";
  if (name !== "") return "resource";
  return namespace === "" ? "cluster" : "namespace";
}

const METHODS: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
const COLLECTION_VERBS: ReadonlySet<string> = new Set(["list", "watch", "deletecollection"]);

function verbOf(method: string, { isResourceRequest, verb }: RequestInfo): string {
  if (isResourceRequest && COLLECTION_VERBS.has(verb)) return verb.toUpperCase();
  return METHODS.has(method) ? method : "other";
}

function requestTotal(requests: readonly CountedRequests[]): Family {
  return {
    name: "apiserver_request_total",
    help: "[STABLE] Requests that were answered, by verb, resource, scope, component and HTTP status code.",
    type: "counter",
    samples: requests.map(({ labels, count }) => [labels, count]),
  };
}

function objectCounts(store: Store, registry: Registry): Family {
  const samples = new Map<string, number>();
  for (const { group, resource, table, verbs } of registry.list()) {
    if (verbs.includes("list")) samples.set(labelText({ group, resource }), store.table(table).size);
  }
  return {
    name: "apiserver_resource_objects",
    help: "[STABLE] Objects that are stored, by resource.",
    type: "gauge",
    samples: [...samples],
  };
}

/** One process: whoever can be asked is healthy. */
const HEALTH: Family = {
  name: "kubernetes_healthcheck",
  help: "[STABLE] 1 for a check that passes.",
  type: "gauge",
  samples: ["healthz", "livez", "readyz"].map((type) => [labelText({ name: "ping", type }), 1]),
};

/** One metric with its samples: labels as text, and value. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly samples: readonly (readonly [string, number])[];
}

function answer(families: readonly Family[]): HttpResponse {
  const text = families.map(({ name, help, type, samples }) =>
    [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
    ].join("\n"),
  );
  return {
    status: 200,
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8; escaping=underscores" },
    body: `${text.join("\n")}\n`,
  };
}

/** `{group="apps",resource="deployments"}`; values need escapes for nothing but quotes and backslashes. */
function labelText(labels: Readonly<Record<string, string | number>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(String(value))}`);
  return `{${parts.join(",")}}`;
}
