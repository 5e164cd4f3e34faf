import { pruneUnknownFields } from "@homeostat/schema";
import type { AdmissionRequest } from "#admission/admission.ts";
import type { ApiObject } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { schemaOf, withoutDuplicateOwners } from "./write-scope.ts";

/** One write, as the admission chain sees it; objects are in the request's version. */
export interface AdmissionAttributes {
  readonly operation: AdmissionRequest["operation"];
  readonly name: string;
  readonly object: ApiObject | undefined;
  readonly oldObject: ApiObject | undefined;
  readonly dryRun: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Lets the plugins change the object, then throw. What they add is pruned and defaulted like what the client sent.
 * See https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
 */
export async function admitMutating(request: ResourceRequest, attributes: AdmissionAttributes): Promise<ApiObject> {
  const { object } = attributes;
  if (object === undefined) throw new Error("admission of a delete has no object to return");
  const mutated = await runMutating(request, attributes);
  if (mutated === undefined || mutated === object) return object;
  const { resource, version, subresource } = request;
  if (subresource?.kind !== undefined) return mutated;
  const pruned = resource.custom
    ? (pruneUnknownFields(mutated, schemaOf(request), { isResource: true }).value as ApiObject)
    : mutated;
  return withoutDuplicateOwners(request, resource.strategy.applyDefaults(pruned, version.version));
}

/** The mutating plugins' part in a delete: they may only refuse it. */
export async function admitMutatingDelete(request: ResourceRequest, attributes: AdmissionAttributes): Promise<void> {
  await runMutating(request, attributes);
}

async function runMutating(request: ResourceRequest, attributes: AdmissionAttributes): Promise<ApiObject | undefined> {
  let asked: AdmissionRequest | undefined;
  for (const plugin of request.context.admission) {
    if (plugin.mutate === undefined) continue;
    asked ??= admissionRequest(request, attributes);
    const result = plugin.mutate(asked);
    // Plugins that answer at once cost no turn of the event loop.
    const object = result instanceof Promise ? await result : result;
    if (object !== undefined && object !== asked.object) asked = { ...asked, object };
  }
  return asked?.object;
}

/** Lets the plugins refuse the object as it will be stored. */
export async function admitValidating(request: ResourceRequest, attributes: AdmissionAttributes): Promise<void> {
  let asked: AdmissionRequest | undefined;
  for (const plugin of request.context.admission) {
    if (plugin.validate === undefined) continue;
    asked ??= admissionRequest(request, attributes);
    const result = plugin.validate(asked);
    if (result instanceof Promise) await result;
  }
}

function admissionRequest(request: ResourceRequest, attributes: AdmissionAttributes): AdmissionRequest {
  const { resource, version, info, user } = request;
  const isNamespace = resource.resource === "namespaces" && resource.group === "";
  const { operation, name, object, oldObject, dryRun, options } = attributes;
  return {
    operation,
    name,
    object,
    oldObject,
    dryRun,
    options,
    resource,
    version: version.version,
    subresource: info.subresource,
    namespace: resource.namespaced ? info.namespace : isNamespace ? name : "",
    user,
    warn: (text) => request.warn(text),
  };
}
