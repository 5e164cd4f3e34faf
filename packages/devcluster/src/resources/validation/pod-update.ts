import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { qosClassOf } from "#resources/defaults/pod.ts";
import { fields, items, number, text, without, type Fields } from "#resources/fields.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { forbidden, invalid, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";

/** What of a running pod can change, by the main resource and by its subresources. */
export function validatePodUpdate(pod: ApiObject, old: ApiObject, context: StrategyContext): readonly FieldError[] {
  const next = fields(pod["spec"]);
  const before = fields(old["spec"]);
  switch (context.subresource) {
    case "":
      return validateSpecUpdate(next, before);
    case "resize":
      return validateResize(next, before);
    case "ephemeralcontainers":
      return validateEphemeral(next, before);
    default:
      return [];
  }
}

const IMMUTABLE =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
  "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

function validateSpecUpdate(next: Fields, before: Fields): readonly FieldError[] {
  for (const list of ["containers", "initContainers"]) {
    if (items(next[list]).length === items(before[list]).length) continue;
    return [forbidden(`spec.${list}`, "pod updates may not add or remove containers")];
  }
  const errors = [...validateDeadline(next, before), ...validateGateRemoval(next, before)];
  if (errors.length > 0) return errors;
  const gated = items(before["schedulingGates"]).length > 0;
  if (jsonEqual(comparable(next, before, gated), comparable(before, before, gated))) return [];
  return [forbidden("spec", IMMUTABLE)];
}

/** The spec with everything that may change replaced by what it was. */
function comparable(spec: Fields, before: Fields, gated: boolean): Fields {
  const withImages = (list: string): readonly Fields[] =>
    items(spec[list]).map((container, index) => ({ ...container, image: items(before[list])[index]?.["image"] }));
  const result: Fields = {
    ...without(spec, "activeDeadlineSeconds", "schedulingGates", ...(gated ? ["nodeSelector"] : [])),
    containers: withImages("containers"),
    initContainers: withImages("initContainers"),
    tolerations: addsOnly(items(spec["tolerations"]), items(before["tolerations"]))
      ? before["tolerations"]
      : spec["tolerations"],
  };
  const shortened =
    (number(before["terminationGracePeriodSeconds"]) ?? 0) < 0 && spec["terminationGracePeriodSeconds"] === 1;
  return shortened ? { ...result, terminationGracePeriodSeconds: before["terminationGracePeriodSeconds"] } : result;
}

/** Old tolerations are all still there; only how long they last may differ. */
function addsOnly(next: readonly Fields[], before: readonly Fields[]): boolean {
  const same = (a: Fields, b: Fields): boolean =>
    jsonEqual(without(a, "tolerationSeconds"), without(b, "tolerationSeconds"));
  return before.every((one) => next.some((other) => same(one, other)));
}

function validateDeadline(next: Fields, before: Fields): readonly FieldError[] {
  const [wanted, current] = [number(next["activeDeadlineSeconds"]), number(before["activeDeadlineSeconds"])];
  if (current === undefined) return [];
  if (wanted === undefined)
    return [invalid("spec.activeDeadlineSeconds", null, "must not update from a positive integer to nil value")];
  return wanted > current
    ? [invalid("spec.activeDeadlineSeconds", wanted, "must be less than or equal to previous value")]
    : [];
}

function validateGateRemoval(next: Fields, before: Fields): readonly FieldError[] {
  const known = new Set(items(before["schedulingGates"]).map((gate) => text(gate["name"])));
  return items(next["schedulingGates"]).flatMap((gate, index) => {
    const name = text(gate["name"]);
    if (known.has(name)) return [];
    return [
      forbidden(
        `spec.schedulingGates[${index}].name`,
        `only deletion is allowed, but found new scheduling gate '${name}'`,
      ),
    ];
  });
}

function validateResize(next: Fields, before: Fields): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!jsonEqual(withoutCpuAndMemory(next), withoutCpuAndMemory(before))) {
    errors.push(forbidden("spec", "only cpu and memory resources are mutable"));
  }
  const qosClass = qosClassOf(before);
  if (errors.length === 0 && qosClassOf(next) !== qosClass) {
    errors.push(invalid("spec", qosClass, "Pod QOS Class may not change as a result of resizing"));
  }
  return errors;
}

function withoutCpuAndMemory(spec: Fields): Fields {
  const reduced = (container: Fields): Fields => {
    const resources = fields(container["resources"]);
    return {
      ...without(container, "resizePolicy"),
      resources: {
        ...resources,
        limits: without(fields(resources["limits"]), "cpu", "memory"),
        requests: without(fields(resources["requests"]), "cpu", "memory"),
      },
    };
  };
  return {
    ...without(spec, "resources"),
    containers: items(spec["containers"]).map(reduced),
    initContainers: items(spec["initContainers"]).map(reduced),
  };
}

function validateEphemeral(next: Fields, before: Fields): readonly FieldError[] {
  const wanted = new Map(items(next["ephemeralContainers"]).map((one) => [text(one["name"]), one]));
  return items(before["ephemeralContainers"]).flatMap((one) => {
    const name = text(one["name"]);
    const now = wanted.get(name);
    if (now === undefined)
      return [forbidden("spec.ephemeralContainers", `existing ephemeral containers "${name}" may not be removed\n`)];
    return jsonEqual(now, one)
      ? []
      : [forbidden("spec.ephemeralContainers", `existing ephemeral containers "${name}" may not be changed\n`)];
  });
}
