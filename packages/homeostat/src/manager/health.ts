import type { HttpHandler, HttpRequest, HttpResponse } from "#http/handler.ts";
import type { Logger } from "#observe/logger.ts";
import { errorText } from "#observe/log-fields.ts";

/** Resolves when all is well; rejects with what is not. */
export type HealthCheck = (request: HttpRequest) => Promise<void> | void;

/**
 * Serves `path` (all checks) and `path/<check>` (one), with the texts of controller-runtime. `?verbose` lists the checks,
 * `?exclude=<check>` leaves one out. See https://kubernetes.io/docs/reference/using-api/health-checks/
 */
export function createHealthHandler(path: string, checks: ReadonlyMap<string, HealthCheck>, log: Logger): HttpHandler {
  return async (request) => {
    const url = new URL(request.url, "http://localhost");
    const below = url.pathname.slice(path.length).replace(/\/+$/, "").replace(/^\/+/, "");
    if (below === "") return aggregated(await runAll(request, checks, url.searchParams, log), url.searchParams);
    const check = checks.get(below) ?? (checks.size === 0 && below === "ping" ? ping : undefined);
    if (check === undefined) return plainText(404, "404 page not found\n");
    const failure = await failureOf(check, request);
    return failure === undefined ? plainText(200, "ok") : plainText(500, `internal server error: ${failure}\n`);
  };
}

/** Says only that the process answers. */
export function ping(): void {}

/** A plain text answer that no browser takes for something else. */
export function plainText(status: number, body: string): HttpResponse {
  return {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    body,
  };
}

interface CheckResult {
  readonly name: string;
  readonly state: "healthy" | "failed" | "excluded";
}

interface Results {
  readonly results: readonly CheckResult[];
  readonly unknownExclusions: readonly string[];
}

async function runAll(
  request: HttpRequest,
  checks: ReadonlyMap<string, HealthCheck>,
  parameters: URLSearchParams,
  log: Logger,
): Promise<Results> {
  const excluded = new Set(parameters.getAll("exclude"));
  const results = await Promise.all(
    [...checks].map(async ([name, check]): Promise<CheckResult> => {
      if (excluded.has(name)) return { name, state: "excluded" };
      const failure = await failureOf(check, request);
      if (failure === undefined) return { name, state: "healthy" };
      log.debug("healthz check failed", { checker: name, error: failure });
      return { name, state: "failed" };
    }),
  );
  if (checks.size === 0) results.push({ name: "ping", state: "healthy" });
  results.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { results, unknownExclusions: [...excluded].filter((name) => !checks.has(name)) };
}

function aggregated({ results, unknownExclusions }: Results, parameters: URLSearchParams): HttpResponse {
  const failed = results.some(({ state }) => state === "failed");
  if (!failed && !parameters.has("verbose")) return plainText(200, "ok");
  const lines = results.map(resultLine);
  if (unknownExclusions.length > 0) {
    const names = unknownExclusions.map((name) => JSON.stringify(name)).join(", ");
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
  }
  lines.push(failed ? "healthz check failed" : "healthz check passed");
  return plainText(failed ? 500 : 200, `${lines.join("\n")}\n`);
}

/** The reason is withheld: the endpoint is public. */
function resultLine({ name, state }: CheckResult): string {
  switch (state) {
    case "healthy":
      return `[+]${name} ok`;
    case "excluded":
      return `[+]${name} excluded: ok`;
    case "failed":
      return `[-]${name} failed: reason withheld`;
  }
}

async function failureOf(check: HealthCheck, request: HttpRequest): Promise<string | undefined> {
  try {
    await check(request);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}
