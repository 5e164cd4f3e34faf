import { applyServerSide } from "#patch/apply-server-side.ts";
import { updateManagedFields } from "#patch/update-managed-fields.ts";
import type { ApiObject } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { apiVersionOf } from "./object-json.ts";
import { schemaOf, timestamp } from "./write-scope.ts";

/** The object with its managedFields brought up to date for a create or an update by `manager`. */
export function trackFields(
  request: ResourceRequest,
  live: ApiObject | undefined,
  next: ApiObject,
  manager: string,
): ApiObject {
  return updateManagedFields({ live, next, manager, ...scopeOf(request) });
}

/** The live object merged with an applied configuration. Throws `ApplyConflictError` and `PatchError`. */
export function applyTracked(
  request: ResourceRequest,
  live: ApiObject | undefined,
  applied: ApiObject,
  options: { readonly manager: string; readonly force: boolean },
): ApiObject {
  return applyServerSide({ live, applied, manager: options.manager, force: options.force, ...scopeOf(request) });
}

function scopeOf(request: ResourceRequest): {
  readonly subresource: string;
  readonly apiVersion: string;
  readonly schema: ReturnType<typeof schemaOf>;
  readonly time: string;
  readonly resetFields?: readonly string[];
} {
  const { subresource } = request.info;
  const resetFields = request.resource.custom ? { resetFields: customResetFields(request) } : {};
  return {
    subresource,
    apiVersion: apiVersionOf(request),
    schema: schemaOf(request),
    time: timestamp(request),
    ...resetFields,
  };
}

/** Fields that a path of a custom resource cannot change; those of built-in kinds are known to `#patch`. */
function customResetFields({ resource, info }: ResourceRequest): readonly string[] {
  if (info.subresource === "status") return ["spec", "metadata"];
  return info.subresource === "" && resource.subresources.some((one) => one.name === "status") ? ["status"] : [];
}
