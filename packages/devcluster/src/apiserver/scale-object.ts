import { labelSelectorText, selectorOf, type LabelSelector } from "homeostat/internal/meta/selector.ts";
import type { ApiObject } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { internalError } from "./errors.ts";

/** The Scale of an object that is in the request's version. Throws 500 when a custom resource has no replica count. */
export function scaleOf(request: ResourceRequest, object: ApiObject): ApiObject {
  const { replicas } = replicasOf(request, object);
  if (replicas !== undefined) return buildScale(request, object, replicas);
  if (!request.resource.custom) return buildScale(request, object, 0);
  throw internalError(
    `the spec replicas field ${JSON.stringify(scalePathsOf(request).specReplicasPath)} does not exist`,
  );
}

/** Stands for "not set": a client that leaves it so gets an error. */
export const UNSET_REPLICAS: number = -(2 ** 31);

export function currentScale(request: ResourceRequest, object: ApiObject): ApiObject {
  return buildScale(
    request,
    object,
    replicasOf(request, object).replicas ?? (request.resource.custom ? UNSET_REPLICAS : 0),
  );
}

function buildScale(request: ResourceRequest, object: ApiObject, replicas: number): ApiObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const metadata = Object.fromEntries(
    Object.entries({ name, namespace, uid, resourceVersion, creationTimestamp }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const { statusReplicas, selector } = replicasOf(request, object);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata,
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: statusReplicas ?? 0, ...(selector === "" ? {} : { selector }) },
  };
}

function replicasOf(
  request: ResourceRequest,
  object: ApiObject,
): { readonly replicas: number | undefined; readonly statusReplicas: number | undefined; readonly selector: string } {
  const paths = scalePathsOf(request);
  const numberAt = (path: string): number | undefined => {
    const value = valueAtPath(object, path);
    return typeof value === "number" ? value : undefined;
  };
  const selector = request.resource.custom
    ? valueAtPath(object, paths.labelSelectorPath ?? "")
    : builtinSelector(object);
  return {
    replicas: numberAt(paths.specReplicasPath),
    statusReplicas: numberAt(paths.statusReplicasPath),
    selector: typeof selector === "string" ? selector : "",
  };
}

export function scalePathsOf({ subresource }: ResourceRequest): {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
} {
  return subresource?.scale ?? { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" };
}

/** ReplicationControllers select by a plain map. */
function builtinSelector(object: ApiObject): string {
  const selector = valueAtPath(object, ".spec.selector") as
    (LabelSelector & Readonly<Record<string, unknown>>) | undefined;
  if (selector === undefined) return "";
  const isPlain = selector.matchLabels === undefined && selector.matchExpressions === undefined;
  const matchLabels = selector as Readonly<Record<string, string>>;
  return labelSelectorText(selectorOf(isPlain ? { matchLabels } : selector));
}

export function valueAtPath(object: ApiObject, path: string): unknown {
  if (path === "") return undefined;
  let value: unknown = object;
  for (const name of path.replace(/^\./, "").split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
