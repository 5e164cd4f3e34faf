import { isDnsSubdomain } from "@homeostat/schema";
import { autoscalerV1Conversion } from "#resources/autoscaler-conversion.ts";
import { fields, items, number, text } from "#resources/fields.ts";
import { isPathSegment } from "#resources/names.ts";
import { forbidden, invalid, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { oneOf, problems } from "./checks.ts";

const METRIC_TYPES = ["ContainerResource", "External", "Object", "Pods", "Resource"];

/** The rules of a HorizontalPodAutoscaler of any version, metadata apart. */
export function validateAutoscaler(given: ApiObject): readonly FieldError[] {
  const object = given.apiVersion === "autoscaling/v1" ? autoscalerV1Conversion.toStorage(given) : given;
  const spec = fields(object["spec"]);
  const metrics = items(spec["metrics"]);
  const scalesToZero = metrics.some((metric) => metric["type"] === "Object" || metric["type"] === "External");
  const [min, max] = [number(spec["minReplicas"]), number(spec["maxReplicas"]) ?? 0];
  const errors: FieldError[] = [];
  if (min !== undefined && min < (scalesToZero ? 0 : 1)) {
    errors.push(invalid("spec.minReplicas", min, `must be greater than or equal to ${scalesToZero ? 0 : 1}`));
  }
  if (max < 1) errors.push(required("spec.maxReplicas", "must be set and greater than 0"));
  if (min !== undefined && max < min)
    errors.push(invalid("spec.maxReplicas", max, "must be greater than or equal to `minReplicas`"));
  errors.push(...validateTarget(spec["scaleTargetRef"]));
  metrics.forEach((metric, index) => {
    const found = oneOf(text(metric["type"]), METRIC_TYPES, `spec.metrics[${index}].type`);
    // As a type, and once more as one that has no source of that name.
    errors.push(...found, ...found);
  });
  if (min === 0 && !scalesToZero) {
    errors.push(
      forbidden(
        "spec.metrics",
        "must specify at least one Object or External metric to support scaling to zero replicas",
      ),
    );
  }
  return errors;
}

function validateTarget(reference: unknown): readonly FieldError[] {
  const target = fields(reference);
  const at = "spec.scaleTargetRef";
  const [kind, name, apiVersion] = [text(target["kind"]), text(target["name"]), text(target["apiVersion"])];
  const errors: FieldError[] = [];
  if (kind === "") errors.push(required(`${at}.kind`));
  else errors.push(...problems(kind, `${at}.kind`, isPathSegment));
  if (name === "") errors.push(required(`${at}.name`));
  else errors.push(...problems(name, `${at}.name`, isPathSegment));
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  if (group === "" && kind !== "ReplicationController") {
    errors.push(invalid(`${at}.apiVersion`, apiVersion, "apiVersion must specify API group"));
  } else if (group !== "") errors.push(...problems(group, `${at}.apiVersion`, isDnsSubdomain));
  return errors;
}
