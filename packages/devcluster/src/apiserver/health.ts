import type { HttpResponse } from "homeostat/internal/http/handler.ts";

/**
 * What can be asked for by name at each endpoint. One process holds everything, so a check that answers at all passes.
 * See https://kubernetes.io/docs/reference/using-api/health-checks/
 */
const CHECKS: ReadonlyMap<string, readonly string[]> = new Map([
  ["healthz", ["ping", "log", "etcd"]],
  ["livez", ["ping", "log", "etcd"]],
  ["readyz", ["ping", "log", "etcd", "etcd-readiness", "informer-sync", "shutdown"]],
]);

/** Paths of the health endpoints and their checks. */
export function healthPaths(): readonly string[] {
  return [...CHECKS].flatMap(([endpoint, checks]) => [
    `/${endpoint}`,
    ...checks.map((check) => `/${endpoint}/${check}`),
  ]);
}

/** Answers `/healthz`, `/livez`, `/readyz` and their checks; undefined for any other path. */
export function healthResponse(path: string, query: URLSearchParams): HttpResponse | undefined {
  const [, endpoint = "", check, ...rest] = path.split("/");
  const checks = CHECKS.get(endpoint);
  if (checks === undefined || rest.length > 0) return undefined;
  if (check !== undefined && check !== "") return checks.includes(check) ? text("ok") : undefined;
  return text(query.has("verbose") ? report(endpoint, checks, query.getAll("exclude")) : "ok");
}

function report(endpoint: string, checks: readonly string[], excluded: readonly string[]): string {
  const lines = checks.map((check) => (excluded.includes(check) ? `[+]${check} excluded: ok\n` : `[+]${check} ok\n`));
  const unknown = excluded.filter((check) => !checks.includes(check)).map((check) => JSON.stringify(check));
  if (unknown.length > 0)
    lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown.join(",")}\n`);
  return `${lines.join("")}${endpoint} check passed\n`;
}

function text(body: string): HttpResponse {
  return {
    status: 200,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    body,
  };
}
