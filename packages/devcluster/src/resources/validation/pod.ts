import { fields } from "#resources/fields.ts";
import type { FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { validatePodSpec, validateRealPod } from "./pod-spec.ts";

/** The rules of a Pod, metadata apart. */
export function validatePod(pod: ApiObject): readonly FieldError[] {
  const spec = fields(pod["spec"]);
  return [...validatePodSpec(spec, "spec"), ...validateRealPod(spec, "spec")];
}
