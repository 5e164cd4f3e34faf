import type { ApiObject } from "#storage/store.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { decodeBody } from "./decode.ts";
import { trackFields } from "./managed-fields.ts";
import { updateStored } from "./stored-update.ts";
import { updateScale } from "./subresource-scale.ts";
import { writeOptionsOf } from "./write-options.ts";
import { checkName, inRequestNamespace, withoutDuplicateOwners } from "./write-scope.ts";

/**
 * PUT of an object, or of its status, scale, finalizers and other parts.
 * See https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
 */
export async function updateObject(request: ResourceRequest): Promise<Outcome> {
  const options = writeOptionsOf(request.http, request.query, "UpdateOptions");
  const body = inRequestNamespace(request, await decodeBody(request));
  checkName(request, body);
  if (request.info.subresource === "scale") return updateScale(request, { options, next: () => body });
  const sent = withoutDuplicateOwners(request, defaulted(request, body));
  return updateStored(request, {
    options,
    ...(sent.metadata.uid === undefined ? {} : { uid: sent.metadata.uid }),
    next: (current) => trackFields(request, current, sent, options.manager),
  });
}

function defaulted({ resource, version }: ResourceRequest, object: ApiObject): ApiObject {
  return resource.strategy.applyDefaults(object, version.version);
}
