import { StatusError, type StatusCause } from "#status/status-error.ts";
import type { AdmissionRequest } from "./admission.ts";

/** 403 of an admission plugin: `pods "x" is forbidden: <reason>`. */
export function admissionForbidden(
  request: AdmissionRequest,
  reason: string,
  causes: readonly StatusCause[] = [],
): StatusError {
  const { resource, object } = request;
  const name = request.name !== "" ? request.name : (object?.metadata.name ?? object?.metadata.generateName ?? "");
  const qualified = resource.group === "" ? resource.resource : `${resource.resource}.${resource.group}`;
  const subject = name === "" ? qualified : `${qualified} ${JSON.stringify(name)}`;
  return new StatusError(403, "Forbidden", `${subject} is forbidden: ${reason}`, {
    details: {
      ...(name === "" ? {} : { name }),
      ...(resource.group === "" ? {} : { group: resource.group }),
      kind: resource.resource,
      ...(causes.length === 0 ? {} : { causes }),
    },
  });
}

/** Whether a request is for this resource itself, not for a subresource. */
export function isFor(request: AdmissionRequest, group: string, resource: string): boolean {
  return request.resource.resource === resource && request.resource.group === group && request.subresource === "";
}
