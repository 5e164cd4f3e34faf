import { StatusError } from "#status/status-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { appliedConfiguration, mergedConfiguration, reportAppliedDuplicates } from "./apply-document.ts";
import { mediaTypeOf, readBody } from "./body.ts";
import type { Outcome, ResourceRequest } from "./context.ts";
import { conflict, unsupportedMediaType } from "./errors.ts";
import { applyTracked, trackFields } from "./managed-fields.ts";
import { PATCH_TYPES, patchedDocument, type PatchType } from "./patch-document.ts";
import { updateStored } from "./stored-update.ts";
import { patchScale } from "./subresource-scale.ts";
import { patchOptionsOf, type WriteOptions } from "./write-options.ts";
import { checkName, inRequestNamespace, schemaOf, withoutDuplicateOwners } from "./write-scope.ts";

/**
 * PATCH with a JSON patch, a merge patch, a strategic merge patch (built-in kinds only) or an applied configuration, which
 * creates what is not there.
 * See https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
 */
export async function patchObject(request: ResourceRequest): Promise<Outcome> {
  const type = patchTypeOf(request);
  const bytes = await readBody(request.http);
  const options = patchOptionsOf(request.http, request.query, type === "apply");
  if (request.info.subresource === "scale") return patchScale(request, { type, bytes, options });
  if (type === "apply") return apply(request, bytes, options);
  const schema = schemaOf(request);
  return updateStored(request, {
    options,
    next: (current) => {
      // Absent objects are not created by these patches.
      const document = patchedDocument(request, { type, bytes, schema }, current as ApiObject);
      const next = placed(request, request.resource.strategy.applyDefaults(document, request.version.version));
      return trackFields(request, current, next, options.manager);
    },
  });
}

/** Throws 415 for other media types. */
function patchTypeOf(request: ResourceRequest): PatchType {
  const media = mediaTypeOf(request.http);
  const { custom } = request.resource;
  const types = (Object.keys(PATCH_TYPES) as PatchType[]).filter((one) => !custom || one !== "strategic");
  const type = types.find((one) => PATCH_TYPES[one] === media);
  if (type !== undefined) return type;
  if (custom) throw unsupportedMediaType(types.map((one) => PATCH_TYPES[one]));
  throw new StatusError(415, "UnsupportedMediaType", "415: Unsupported Media Type", { details: {} });
}

async function apply(request: ResourceRequest, bytes: Buffer, options: WriteOptions): Promise<Outcome> {
  return updateStored(request, {
    options,
    createAbsent: request.info.subresource === "",
    next: (current) => {
      const applied = appliedConfiguration(request, bytes);
      const merged = mergedConfiguration(request, applied, () => applyTracked(request, current, applied, options));
      reportAppliedDuplicates(request, bytes);
      const { uid = "" } = merged.metadata;
      if (current === undefined && uid !== "") {
        const detail = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
        throw conflict(request.resource, request.info.name, detail);
      }
      if (merged === current) return placed(request, merged);
      return placed(request, request.resource.strategy.applyDefaults(merged, request.version.version));
    },
  });
}

function placed(request: ResourceRequest, object: ApiObject): ApiObject {
  const next = inRequestNamespace(request, object);
  checkName(request, next);
  return withoutDuplicateOwners(request, next);
}
