import { formatTime } from "homeostat/internal/meta/time.ts";
import { notSupported, required, type FieldError } from "#status/field-error.ts";
import { StatusError } from "#status/status-error.ts";
import { StaleWriteError, type ApiObject, type Stored } from "#storage/store.ts";
import { admitMutating, admitValidating } from "./admit.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { createAttributes } from "./create.ts";
import { decodeBody } from "./decode.ts";
import { badRequest, conflict, notFound } from "./errors.ts";
import { writeOptionsOf } from "./write-options.ts";
import { inRequestNamespace } from "./write-scope.ts";

/**
 * POST of `pods/<name>/binding`, and of `bindings`: puts a Pod on a node.
 * See https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/binding-v1/
 */
export async function bindPod(request: ResourceRequest): Promise<Outcome> {
  const options = writeOptionsOf(request.http, request.query, "CreateOptions");
  const body = inRequestNamespace(request, await decodeBody(request));
  const { name = "" } = body.metadata;
  const podName = request.info.subresource === "binding" ? request.info.name : name;
  const admitted = (await admitMutating(request, createAttributes(body, options))) as Binding;
  if (podName !== name) throw badRequest("name in URL does not match name in Binding object");
  checkTarget(admitted);
  await admitValidating(request, createAttributes(admitted, options));
  assign(request, podName, { binding: admitted, dryRun: options.dryRun });
  return { code: 201, object: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 } };
}

type Binding = ApiObject & { readonly target?: { readonly kind?: string; readonly name?: string } };

/** The real server reports these errors without a reason. */
function checkTarget({ target = {} }: Binding): void {
  const errors: FieldError[] = [];
  const { kind = "", name = "" } = target;
  if (kind !== "" && kind !== "Node") errors.push(notSupported("target.kind", kind, ["Node", "<empty>"]));
  if (name === "") errors.push(required("target.name"));
  if (errors.length === 0) return;
  const texts = errors.map((error) => `${error.field}: ${error.message}`);
  throw new StatusError(500, "", texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`);
}

const PODS = { group: "", resource: "pods" };

function assign(
  request: ResourceRequest,
  name: string,
  change: { readonly binding: Binding; readonly dryRun: boolean },
): void {
  const { context, info } = request;
  const pods = context.store.table("pods");
  const stored = pods.get(`${info.namespace}/${name}`);
  if (stored === undefined) throw notFound(PODS, name);
  const bound = boundPod(stored, change.binding, context.clock.now());
  if (change.dryRun) return;
  try {
    pods.update(stored, bound);
  } catch (error) {
    if (!(error instanceof StaleWriteError)) throw error;
    throw conflict(
      PODS,
      name,
      "the object has been modified; please apply your changes to the latest version and try again",
    );
  }
}

interface PodSpec {
  readonly nodeName?: string;
  readonly schedulingGates?: readonly unknown[];
}

interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly lastProbeTime: null;
  readonly lastTransitionTime: string;
}

function boundPod({ object }: Stored, { metadata, target }: Binding, nowMs: number): ApiObject {
  const { name = "", uid, resourceVersion, deletionTimestamp, annotations, labels } = object.metadata;
  const refuse = (detail: string): StatusError => conflict({ group: "", resource: "pods/binding" }, name, detail);
  if (metadata.uid !== undefined && metadata.uid !== uid)
    throw refuse(`Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid ?? ""}`);
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== resourceVersion) {
    throw refuse(
      `Precondition failed: ResourceVersion in precondition: ${metadata.resourceVersion}, ResourceVersion in object meta: ${resourceVersion ?? ""}`,
    );
  }
  const spec = object["spec"] as PodSpec;
  if (deletionTimestamp !== undefined) throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if ((spec.nodeName ?? "") !== "")
    throw refuse(`pod ${name} is already assigned to node ${JSON.stringify(spec.nodeName)}`);
  if ((spec.schedulingGates ?? []).length > 0) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(metadata.annotations === undefined ? {} : { annotations: { ...annotations, ...metadata.annotations } }),
      ...(metadata.labels === undefined ? {} : { labels: { ...labels, ...metadata.labels } }),
    },
    spec: { ...spec, nodeName: target?.name },
    status: scheduledStatus(object["status"], nowMs),
  };
}

function scheduledStatus(status: unknown, nowMs: number): object {
  const { conditions = [], ...rest } = (status ?? {}) as { readonly conditions?: readonly PodCondition[] };
  const before = conditions.find((one) => one.type === "PodScheduled");
  const lastTransitionTime = before?.status === "True" ? before.lastTransitionTime : formatTime(nowMs);
  const condition: PodCondition = { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime };
  const others = conditions.filter((one) => one !== before);
  return { ...rest, conditions: [...others, condition] };
}
