import type { Container, Pod } from "homeostat/apis/core/v1";
import type { HttpResponse, HttpStream } from "homeostat/internal/http/handler.ts";
import { parseTime } from "homeostat/meta";
import type { ResourceRequest } from "#apiserver/context.ts";
import { badRequest, notFound } from "#apiserver/errors.ts";
import { invalid, invalidError, type FieldError } from "#status/field-error.ts";
import type { LogOptions, LogSource } from "./log-store.ts";

export { createLogStore } from "./log-store.ts";

/**
 * Answers `GET /api/v1/namespaces/NS/pods/P/log` from a log source, with all of `PodLogOptions` that a simulated container
 * can honour. See https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podlogoptions-v1-core
 */
export function podLogHandler(source: LogSource): (request: ResourceRequest) => Promise<HttpResponse> {
  return (request) => {
    const { name, namespace } = request.info;
    const pod = request.context.store.table("pods").get(`${namespace}/${name}`)?.object as Pod | undefined;
    if (pod === undefined) return Promise.reject(notFound(request.resource, name));
    const options = logOptionsOf(request.query, name);
    const container = chooseContainer(pod, request.query.get("container") ?? "");
    requireNode(request, pod);
    requireStarted(pod, container, request.query.get("previous") === "true");
    const id = { namespace, pod: name, uid: pod.metadata?.uid ?? "", container };
    return Promise.resolve({
      status: 200,
      headers: { "content-type": "text/plain" },
      body: (stream) => {
        send(source.read(id, { ...options, signal: stream.signal }), stream).catch((error: unknown) =>
          request.context.log.error(error, "Reading a container's log failed", { namespace, pod: name, container }),
        );
      },
    });
  };
}

async function send(lines: AsyncIterable<string>, stream: HttpStream): Promise<void> {
  stream.flushHeaders();
  try {
    for await (const line of lines) stream.write(line);
  } finally {
    stream.end();
  }
}

function chooseContainer(pod: Pod, wanted: string): string {
  const name = pod.metadata?.name ?? "";
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  const all: readonly Container[] = [...initContainers, ...containers];
  if (wanted !== "") {
    if (all.some((one) => one.name === wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  const preferred = pod.metadata?.annotations?.["kubectl.kubernetes.io/default-container"];
  if (preferred !== undefined && all.some((one) => one.name === preferred)) return preferred;
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0) return only.name;
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${all.map((one) => one.name).join(" ")}]`,
  );
}

function requireStarted(pod: Pod, container: string, previous: boolean): void {
  const name = pod.metadata?.name ?? "";
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const status = [...initContainerStatuses, ...containerStatuses].find((one) => one.name === container);
  if (previous && (status?.restartCount ?? 0) === 0) {
    throw badRequest(
      `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} not found`,
    );
  }
  if (status?.state?.running !== undefined || status?.state?.terminated !== undefined) return;
  const reason = status?.state?.waiting?.reason ?? "ContainerCreating";
  if (pod.spec?.nodeName === undefined) throw badRequest(`pod ${name} does not have a host assigned`);
  throw badRequest(
    `container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} is waiting to start: ${reason}`,
  );
}

function timeOf(text: string): number {
  try {
    return parseTime(text);
  } catch {
    throw badRequest(`sinceTime must be an RFC 3339 time, not ${JSON.stringify(text)}`);
  }
}

/** What the API server answers of a Pod on a node that does not exist: it names the node, and takes it for a Pod. */
function requireNode(request: ResourceRequest, { spec }: Pod): void {
  const nodeName = spec?.nodeName ?? "";
  if (nodeName === "" || request.context.store.table("nodes").get(nodeName) !== undefined) return;
  throw notFound(request.resource, nodeName);
}

function logOptionsOf(query: URLSearchParams, podName: string): LogOptions {
  const errors: FieldError[] = [];
  const number = (field: string, least: 0 | 1): number | undefined => {
    const text = query.get(field);
    if (text === null || text === "") return undefined;
    const value = Number(text);
    if (!Number.isInteger(value)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    if (value < least)
      errors.push(invalid(field, value, `must be greater than ${least === 0 ? "or equal to 0" : "0"}`));
    return value;
  };
  const sinceTime = query.get("sinceTime");
  const sinceMs = sinceTime === null ? undefined : timeOf(sinceTime);
  const sinceSeconds = number("sinceSeconds", 1);
  const tailLines = number("tailLines", 0);
  const limitBytes = number("limitBytes", 1);
  if (errors.length > 0) throw invalidError({ group: "", kind: "PodLogOptions" }, podName, errors);
  return {
    follow: query.get("follow") === "true",
    previous: query.get("previous") === "true",
    timestamps: query.get("timestamps") === "true",
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}
