import { fields, items, number, text, texts } from "#resources/fields.ts";
import { isLabelKey } from "#resources/names.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { duplicate, forbidden, invalid, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { atMostWhole, cidr, countOrPercent, labelSelector, nonNegative, oneOf, problems } from "./checks.ts";

/** The rules of a Lease, metadata apart. */
export function validateLease(lease: ApiObject): readonly FieldError[] {
  const spec = fields(lease["spec"]);
  const seconds = number(spec["leaseDurationSeconds"]);
  const errors: FieldError[] = [];
  if (seconds !== undefined && seconds <= 0)
    errors.push(invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
  return [...errors, ...nonNegative(spec["leaseTransitions"], "spec.leaseTransitions")];
}

/** A namespace is Terminating if and only if it is being deleted. */
export function validateNamespaceUpdate(
  namespace: ApiObject,
  old: ApiObject,
  context: StrategyContext,
): readonly FieldError[] {
  if (context.subresource !== "status") return [];
  const phase = text(fields(namespace["status"])["phase"]);
  if (phase === text(fields(old["status"])["phase"])) return [];
  const deleting = old.metadata.deletionTimestamp !== undefined;
  if (deleting && phase !== "Terminating") {
    return [invalid("status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
  }
  if (!deleting && phase !== "Active")
    return [invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty")];
  return [];
}

/** The rules of a Node, metadata apart. */
export function validateNode(node: ApiObject): readonly FieldError[] {
  const spec = fields(node["spec"]);
  const seen = new Set<string>();
  const errors: FieldError[] = items(spec["taints"]).flatMap((taint, index) => {
    const at = `metadata.taints[${index}]`;
    const found = problems(text(taint["key"]), `${at}.key`, isLabelKey).slice();
    const effect = text(taint["effect"]);
    if (effect === "") found.push(required(`${at}.effect`));
    else found.push(...oneOf(effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"], `${at}.effect`));
    const key = `${text(taint["key"])}:${effect}`;
    if (seen.has(key))
      found.push({
        ...duplicate(at, taint),
        message: `${duplicate(at, taint).message}: taints must be unique by key and effect pair`,
      });
    seen.add(key);
    return found;
  });
  const ranges =
    texts(spec["podCIDRs"]).length > 0 ? texts(spec["podCIDRs"]) : [text(spec["podCIDR"])].filter((one) => one !== "");
  return [...errors, ...ranges.flatMap((one, index) => cidr(one, `spec.podCIDRs[${index}]`))];
}

/** The rules of a PodDisruptionBudget, metadata apart. */
export function validateDisruptionBudget(budget: ApiObject): readonly FieldError[] {
  const spec = fields(budget["spec"]);
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy, selector } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const internal = {
      MinAvailable: minAvailable,
      Selector: selector ?? null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
    };
    errors.push(invalid("spec", internal, "minAvailable and maxUnavailable cannot be both set"));
  }
  for (const [key, value] of [
    ["minAvailable", minAvailable],
    ["maxUnavailable", maxUnavailable],
  ] as const) {
    errors.push(...countOrPercent(value, `spec.${key}`), ...atMostWhole(value, `spec.${key}`));
  }
  errors.push(...labelSelector(selector, "spec.selector"));
  return [
    ...errors,
    ...oneOf(unhealthyPodEvictionPolicy, ["AlwaysAllow", "IfHealthyBudget"], "spec.unhealthyPodEvictionPolicy"),
  ];
}

const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  "system-node-critical": 2_000_001_000,
  "system-cluster-critical": 2_000_000_000,
};

/** The rules of a PriorityClass, metadata apart. */
export function validatePriorityClass(object: ApiObject): readonly FieldError[] {
  const name = object.metadata.name ?? "";
  const value = number(object["value"]) ?? 0;
  const errors: FieldError[] = [];
  if (name.startsWith("system-")) {
    const reserved = "priority class names with 'system-' prefix are reserved for system use only. error: ";
    if (!(name in SYSTEM_CLASSES))
      errors.push(forbidden("metadata.name", `${reserved}${name} is not a known system priority class`));
    else if (SYSTEM_CLASSES[name] !== value)
      errors.push(
        forbidden("metadata.name", `${reserved}value of ${name} PriorityClass must be ${SYSTEM_CLASSES[name]}`),
      );
  } else if (value > HIGHEST_USER_PRIORITY) {
    errors.push(forbidden("value", `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`));
  }
  return [...errors, ...oneOf(object["preemptionPolicy"], ["PreemptLowerPriority", "Never"], "preemptionPolicy")];
}

export function validatePriorityClassUpdate(object: ApiObject, old: ApiObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if ((object["value"] ?? 0) !== (old["value"] ?? 0))
    errors.push(forbidden("value", "may not be changed in an update."));
  if (object["preemptionPolicy"] !== old["preemptionPolicy"]) {
    errors.push(invalid("preemptionPolicy", object["preemptionPolicy"], "field is immutable"));
  }
  return errors;
}
