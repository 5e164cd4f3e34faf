import { compareQuantities, parseQuantity } from "homeostat/internal/meta/quantity.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { fields, items, text, texts, type Fields } from "#resources/fields.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { duplicate, invalid, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { amount, isQuantity } from "./checks.ts";

/** The rules of a LimitRange, metadata apart. */
export function validateLimitRange(object: ApiObject): readonly FieldError[] {
  const seen = new Set<string>();
  return items(fields(object["spec"])["limits"]).flatMap((item, index) => {
    const at = `spec.limits[${index}]`;
    const type = text(item["type"]);
    const errors: FieldError[] = [];
    if (!["Container", "Pod", "PersistentVolumeClaim"].includes(type) && !type.includes("/")) {
      errors.push(invalid(`${at}.type`, type, "must be a standard limit type or fully qualified"));
    }
    if (seen.has(type)) errors.push(duplicate(`${at}.type`, type));
    seen.add(type);
    return [...errors, ...validateLimits(item, at)];
  });
}

/** Minimum ≤ default request ≤ default ≤ maximum, for every resource. */
function validateLimits(item: Fields, field: string): readonly FieldError[] {
  const of = (key: string): Fields => fields(item[key]);
  const names = new Set(["max", "min", "default", "defaultRequest"].flatMap((key) => Object.keys(of(key))));
  return [...names].sort().flatMap((name) => {
    const [min, max] = [quantityAt(of("min"), name), quantityAt(of("max"), name)];
    const [request, limit] = [quantityAt(of("defaultRequest"), name), quantityAt(of("default"), name)];
    const errors: FieldError[] = [];
    const above = (low: string | undefined, high: string | undefined): boolean =>
      low !== undefined && high !== undefined && compareQuantities(low, high) > 0;
    if (above(min, max))
      errors.push(invalid(`${field}.min[${name}]`, min, `min value ${min} is greater than max value ${max}`));
    if (above(min, request))
      errors.push(
        invalid(
          `${field}.defaultRequest[${name}]`,
          request,
          `min value ${min} is greater than default request value ${request}`,
        ),
      );
    if (above(request, max))
      errors.push(
        invalid(
          `${field}.defaultRequest[${name}]`,
          request,
          `default request value ${request} is greater than max value ${max}`,
        ),
      );
    if (above(request, limit))
      errors.push(
        invalid(
          `${field}.defaultRequest[${name}]`,
          request,
          `default request value ${request} is greater than default limit value ${limit}`,
        ),
      );
    if (above(min, limit))
      errors.push(invalid(`${field}.default[${name}]`, min, `min value ${min} is greater than default value ${limit}`));
    if (above(limit, max))
      errors.push(invalid(`${field}.default[${name}]`, max, `default value ${limit} is greater than max value ${max}`));
    return errors;
  });
}

function quantityAt(values: Fields, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" && isQuantity(value) ? value : undefined;
}

const QUOTA_RESOURCES: ReadonlySet<string> = new Set([
  "cpu",
  "memory",
  "ephemeral-storage",
  "requests.cpu",
  "requests.memory",
  "requests.storage",
  "requests.ephemeral-storage",
  "limits.cpu",
  "limits.memory",
  "limits.ephemeral-storage",
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "persistentvolumeclaims",
  "configmaps",
  "services.nodeports",
  "services.loadbalancers",
]);
const COUNTED = [
  "pods",
  "services",
  "replicationcontrollers",
  "resourcequotas",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
];
const SCOPES = [
  "Terminating",
  "NotTerminating",
  "BestEffort",
  "NotBestEffort",
  "PriorityClass",
  "CrossNamespacePodAffinity",
  "VolumeAttributesClass",
];

/** The rules of a ResourceQuota, metadata apart. */
export function validateResourceQuota(object: ApiObject): readonly FieldError[] {
  const spec = fields(object["spec"]);
  const hard = fields(spec["hard"]);
  const errors = Object.keys(hard).flatMap((name) => validateHard(name, hard[name]));
  return [...errors, ...validateScopes(spec)];
}

function validateHard(name: string, value: unknown): readonly FieldError[] {
  const at = `spec.hard[${name}]`;
  const known = QUOTA_RESOURCES.has(name) || name.startsWith("count/") || /^(requests|limits)?\.?hugepages-/.test(name);
  const errors: FieldError[] = [];
  if (!known && !name.includes("/")) {
    errors.push(
      invalid(at, name, "must be a standard resource type or fully qualified"),
      invalid(at, name, "must be a standard resource for quota"),
    );
  }
  errors.push(...amount(value, at));
  const whole = COUNTED.includes(name) || name.startsWith("count/");
  if (whole && typeof value === "string" && isQuantity(value) && parseQuantity(value).nano % 1_000_000_000n !== 0n) {
    errors.push(invalid(at, value, "must be an integer"));
  }
  return errors;
}

function validateScopes(spec: Fields): readonly FieldError[] {
  const scopes = texts(spec["scopes"]);
  const hard = Object.keys(fields(spec["hard"]));
  const errors: FieldError[] = [];
  for (const scope of scopes) {
    if (!SCOPES.includes(scope)) errors.push(invalid("spec.scopes", scopes, "unsupported scope"));
    const podsOnly = scope === "BestEffort" && hard.some((name) => name !== "pods");
    if (podsOnly) errors.push(invalid("spec.scopes", scopes, "unsupported scope applied to resource"));
  }
  for (const [one, other] of [
    ["BestEffort", "NotBestEffort"],
    ["Terminating", "NotTerminating"],
  ] as const) {
    if (scopes.includes(one) && scopes.includes(other))
      errors.push(invalid("spec.scopes", scopes, "conflicting scopes"));
  }
  return errors;
}

export function validateResourceQuotaUpdate(
  object: ApiObject,
  old: ApiObject,
  context: StrategyContext,
): readonly FieldError[] {
  if (context.subresource !== "") return [];
  const [scopes, before] = [fields(object["spec"])["scopes"], fields(old["spec"])["scopes"]];
  const same = jsonEqual(texts(scopes).slice().sort(), texts(before).slice().sort());
  return same ? [] : [invalid("spec.scopes", scopes ?? null, "field is immutable")];
}
