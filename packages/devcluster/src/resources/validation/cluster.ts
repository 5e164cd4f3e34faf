import { compareQuantities, parseQuantity } from "homeostat/internal/meta/quantity.ts";
import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { fields, isFields, items, number, text, texts, type Fields } from "#resources/fields.ts";
import { isLabelKey, isQualifiedName } from "#resources/names.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { amount, atMostWhole, cidr, countOrPercent, isQuantity, labelSelector, nonNegative, oneOf, problems } from "./checks.ts";
import { VOLUME_SOURCES } from "./volume.ts";

/** The rules of a Lease, metadata apart. */
export function validateLease(lease: ApiObject): readonly FieldError[] {
  const spec = fields(lease["spec"]);
  const seconds = number(spec["leaseDurationSeconds"]);
  const errors: FieldError[] = [];
  if (seconds !== undefined && seconds <= 0) errors.push(invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
  return [...errors, ...nonNegative(spec["leaseTransitions"], "spec.leaseTransitions")];
}

/** A namespace is Terminating if and only if it is being deleted. */
export function validateNamespaceUpdate(namespace: ApiObject, old: ApiObject, context: StrategyContext): readonly FieldError[] {
  if (context.subresource !== "status") return [];
  const phase = text(fields(namespace["status"])["phase"]);
  if (phase === text(fields(old["status"])["phase"])) return [];
  const deleting = old.metadata.deletionTimestamp !== undefined;
  if (deleting && phase !== "Terminating") {
    return [invalid("status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
  }
  if (!deleting && phase !== "Active") return [invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty")];
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
    if (seen.has(key)) found.push({ ...duplicate(at, taint), message: `${duplicate(at, taint).message}: taints must be unique by key and effect pair` });
    seen.add(key);
    return found;
  });
  const ranges = texts(spec["podCIDRs"]).length > 0 ? texts(spec["podCIDRs"]) : [text(spec["podCIDR"])].filter((one) => one !== "");
  return [...errors, ...ranges.flatMap((one, index) => cidr(one, `spec.podCIDRs[${index}]`))];
}

/** The rules of a PersistentVolume, metadata apart. */
export function validatePersistentVolume(volume: ApiObject): readonly FieldError[] {
  const spec = fields(volume["spec"]);
  const capacity = fields(spec["capacity"]);
  const errors: FieldError[] = [];
  if (texts(spec["accessModes"]).length === 0) errors.push(required("spec.accessModes"));
  errors.push(...validateAccessModes(spec));
  if (Object.keys(capacity).length === 0) errors.push(required("spec.capacity"));
  if (!("storage" in capacity) || Object.keys(capacity).length > 1) {
    errors.push(notSupported("spec.capacity", Object.keys(capacity).length === 0 ? null : capacity, ["storage"]));
  }
  for (const name of Object.keys(capacity)) errors.push(...amount(capacity[name], `spec.capacity[${name}]`));
  errors.push(...oneOf(spec["persistentVolumeReclaimPolicy"], ["Delete", "Recycle", "Retain"], "spec.persistentVolumeReclaimPolicy"));
  const sources = [...VOLUME_SOURCES, "local"].filter((kind) => isFields(spec[kind]));
  sources.slice(1).forEach((kind) => errors.push(forbidden(`spec.${kind}`, "may not specify more than 1 volume type")));
  if (sources.length === 0) errors.push(required("spec", "must specify a volume type"));
  return [...errors, ...oneOf(spec["volumeMode"], ["Block", "Filesystem"], "spec.volumeMode")];
}

const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

function validateAccessModes(spec: Fields): readonly FieldError[] {
  return texts(spec["accessModes"]).flatMap((mode) => oneOf(mode, ACCESS_MODES, "spec.accessModes"));
}

/** The rules of a PersistentVolumeClaim, metadata apart. */
export function validateClaim(claim: ApiObject): readonly FieldError[] {
  const spec = fields(claim["spec"]);
  const storage = fields(fields(spec["resources"])["requests"])["storage"];
  const errors: FieldError[] = texts(spec["accessModes"]).length === 0 ? [required("spec.accessModes", "at least 1 access mode is required")] : [];
  errors.push(...labelSelector(spec["selector"], "spec.selector"), ...validateAccessModes(spec));
  if (storage === undefined) errors.push(required("spec.resources[storage]"));
  else if (typeof storage === "string" && isQuantity(storage) && compareQuantities(storage, "0") <= 0) {
    errors.push(invalid("spec.resources[storage]", storage, "must be greater than zero"));
  }
  return [...errors, ...oneOf(spec["volumeMode"], ["Block", "Filesystem"], "spec.volumeMode")];
}

/** Only the requested storage of a claim can change, and only grow. */
export function validateClaimUpdate(claim: ApiObject, old: ApiObject, context: StrategyContext): readonly FieldError[] {
  if (context.subresource !== "") return [];
  const storageOf = (object: ApiObject): unknown => fields(fields(fields(object["spec"])["resources"])["requests"])["storage"];
  const fixed = (object: ApiObject): Fields => ({ ...fields(object["spec"]), resources: undefined, volumeName: undefined, volumeAttributesClassName: undefined });
  const [wanted, current] = [text(storageOf(claim)), text(storageOf(old))];
  if (!jsonEqual(fixed(claim), fixed(old))) {
    return [forbidden("spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n")];
  }
  if (isQuantity(wanted) && isQuantity(current) && compareQuantities(wanted, current) < 0) {
    return [forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")];
  }
  return [];
}

/** The rules of a PodDisruptionBudget, metadata apart. */
export function validateDisruptionBudget(budget: ApiObject): readonly FieldError[] {
  const spec = fields(budget["spec"]);
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy, selector } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const internal = { MinAvailable: minAvailable, Selector: selector ?? null, MaxUnavailable: maxUnavailable, UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null };
    errors.push(invalid("spec", internal, "minAvailable and maxUnavailable cannot be both set"));
  }
  for (const [key, value] of [["minAvailable", minAvailable], ["maxUnavailable", maxUnavailable]] as const) {
    errors.push(...countOrPercent(value, `spec.${key}`), ...atMostWhole(value, `spec.${key}`));
  }
  errors.push(...labelSelector(selector, "spec.selector"));
  return [...errors, ...oneOf(unhealthyPodEvictionPolicy, ["AlwaysAllow", "IfHealthyBudget"], "spec.unhealthyPodEvictionPolicy")];
}

const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_CLASSES: Readonly<Record<string, number>> = { "system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000 };

/** The rules of a PriorityClass, metadata apart. */
export function validatePriorityClass(object: ApiObject): readonly FieldError[] {
  const name = object.metadata.name ?? "";
  const value = number(object["value"]) ?? 0;
  const errors: FieldError[] = [];
  if (name.startsWith("system-")) {
    const reserved = "priority class names with 'system-' prefix are reserved for system use only. error: ";
    if (!(name in SYSTEM_CLASSES)) errors.push(forbidden("metadata.name", `${reserved}${name} is not a known system priority class`));
    else if (SYSTEM_CLASSES[name] !== value) errors.push(forbidden("metadata.name", `${reserved}value of ${name} PriorityClass must be ${SYSTEM_CLASSES[name]}`));
  } else if (value > HIGHEST_USER_PRIORITY) {
    errors.push(forbidden("value", `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`));
  }
  return [...errors, ...oneOf(object["preemptionPolicy"], ["PreemptLowerPriority", "Never"], "preemptionPolicy")];
}

export function validatePriorityClassUpdate(object: ApiObject, old: ApiObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if ((object["value"] ?? 0) !== (old["value"] ?? 0)) errors.push(forbidden("value", "may not be changed in an update."));
  if (object["preemptionPolicy"] !== old["preemptionPolicy"]) {
    errors.push(invalid("preemptionPolicy", object["preemptionPolicy"], "field is immutable"));
  }
  return errors;
}

/** The rules of a StorageClass, metadata apart. */
export function validateStorageClass(object: ApiObject): readonly FieldError[] {
  const provisioner = text(object["provisioner"]);
  return [
    ...(provisioner === "" ? [required("provisioner")] : problems(provisioner.toLowerCase(), "provisioner", isQualifiedName)),
    ...oneOf(object["reclaimPolicy"], ["Delete", "Retain"], "reclaimPolicy"),
    ...oneOf(object["volumeBindingMode"], ["Immediate", "WaitForFirstConsumer"], "volumeBindingMode"),
  ];
}

export function validateStorageClassUpdate(object: ApiObject, old: ApiObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!jsonEqual(object["parameters"], old["parameters"])) errors.push(forbidden("parameters", "updates to parameters are forbidden."));
  for (const key of ["provisioner", "reclaimPolicy", "volumeBindingMode"]) {
    if (object[key] !== old[key]) errors.push(invalid(key, object[key], "field is immutable"));
  }
  return errors;
}

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
    if (above(min, max)) errors.push(invalid(`${field}.min[${name}]`, min, `min value ${min} is greater than max value ${max}`));
    if (above(min, request)) errors.push(invalid(`${field}.defaultRequest[${name}]`, request, `min value ${min} is greater than default request value ${request}`));
    if (above(request, max)) errors.push(invalid(`${field}.defaultRequest[${name}]`, request, `default request value ${request} is greater than max value ${max}`));
    if (above(request, limit)) errors.push(invalid(`${field}.defaultRequest[${name}]`, request, `default request value ${request} is greater than default limit value ${limit}`));
    if (above(min, limit)) errors.push(invalid(`${field}.default[${name}]`, min, `min value ${min} is greater than default value ${limit}`));
    if (above(limit, max)) errors.push(invalid(`${field}.default[${name}]`, max, `default value ${limit} is greater than max value ${max}`));
    return errors;
  });
}

function quantityAt(values: Fields, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" && isQuantity(value) ? value : undefined;
}

const QUOTA_RESOURCES: ReadonlySet<string> = new Set([
  "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu",
  "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
  "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers",
]);
const COUNTED = ["pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports", "services.loadbalancers"];
const SCOPES = ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass"];

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
    errors.push(invalid(at, name, "must be a standard resource type or fully qualified"), invalid(at, name, "must be a standard resource for quota"));
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
  for (const [one, other] of [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]] as const) {
    if (scopes.includes(one) && scopes.includes(other)) errors.push(invalid("spec.scopes", scopes, "conflicting scopes"));
  }
  return errors;
}

export function validateResourceQuotaUpdate(object: ApiObject, old: ApiObject, context: StrategyContext): readonly FieldError[] {
  if (context.subresource !== "") return [];
  const [scopes, before] = [fields(object["spec"])["scopes"], fields(old["spec"])["scopes"]];
  const same = jsonEqual(texts(scopes).slice().sort(), texts(before).slice().sort());
  return same ? [] : [invalid("spec.scopes", scopes ?? null, "field is immutable")];
}
