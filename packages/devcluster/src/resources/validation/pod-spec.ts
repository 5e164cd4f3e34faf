import { isDnsLabel } from "@homeostat/schema";
import { fields, isFields, items, number, text, type Fields } from "#resources/fields.ts";
import { isLabelKey, isQualifiedName } from "#resources/names.ts";
import { validateAnnotations, validateLabels } from "#resources/validate-metadata.ts";
import { duplicate, forbidden, invalid, required, type FieldError } from "#status/field-error.ts";
import { inRange, labelSelector, matchLabels, mustHave, oneOf, problems } from "./checks.ts";
import { objectName, validateContainer, validateSecurityContext } from "./container.ts";
import { validateVolumes } from "./volume.ts";

/** The rules of a pod template: labels, annotations, spec. */
export function validatePodTemplate(template: Fields, field: string): readonly FieldError[] {
  const metadata = fields(template["metadata"]);
  const errors: FieldError[] = [];
  validateLabels(stringMap(metadata["labels"]), `${field}.labels`, errors);
  validateAnnotations(stringMap(metadata["annotations"]), `${field}.annotations`, errors);
  return [...errors, ...validatePodSpec(fields(template["spec"]), `${field}.spec`)];
}

function stringMap(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields(value)).map(([key, one]) => [key, text(one)]));
}

/** The rules of a pod's spec, in the order in which the API server reports them. */
export function validatePodSpec(spec: Fields, field: string): readonly FieldError[] {
  const volumes = validateVolumes(items(spec["volumes"]), `${field}.volumes`);
  return [
    ...volumes.errors,
    ...validateContainers(spec, field, volumes.names),
    ...oneOf(spec["restartPolicy"], ["Always", "OnFailure", "Never"], `${field}.restartPolicy`),
    ...oneOf(spec["dnsPolicy"], ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"], `${field}.dnsPolicy`),
    ...matchLabels(spec["nodeSelector"], `${field}.nodeSelector`),
    ...validateSecurityContext(fields(spec["securityContext"]), `${field}.securityContext`),
    ...validateSysctls(items(fields(spec["securityContext"])["sysctls"]), `${field}.securityContext.sysctls`),
    ...validateAffinity(fields(spec["affinity"]), `${field}.affinity`),
    ...objectName(spec["serviceAccountName"], `${field}.serviceAccountName`),
    ...objectName(spec["nodeName"], `${field}.nodeName`),
    ...inRange(spec["activeDeadlineSeconds"], `${field}.activeDeadlineSeconds`, { min: 1, max: 2_147_483_647 }),
    ...label(spec["hostname"], `${field}.hostname`),
    ...label(spec["subdomain"], `${field}.subdomain`),
    ...items(spec["tolerations"]).flatMap((one, index) => validateToleration(one, `${field}.tolerations[${index}]`)),
    ...objectName(spec["priorityClassName"], `${field}.priorityClassName`),
    ...objectName(spec["runtimeClassName"], `${field}.runtimeClassName`),
    ...oneOf(spec["preemptionPolicy"], ["PreemptLowerPriority", "Never"], `${field}.preemptionPolicy`),
    ...items(spec["topologySpreadConstraints"]).flatMap((one, index) =>
      validateSpread(one, `${field}.topologySpreadConstraints[${index}]`),
    ),
    ...validateGates(items(spec["schedulingGates"]), `${field}.schedulingGates`),
    ...validateOs(spec["os"], `${field}.os`),
  ];
}

function validateContainers(spec: Fields, field: string, volumes: ReadonlySet<string>): readonly FieldError[] {
  const containers = items(spec["containers"]);
  const hostNetwork = spec["hostNetwork"] === true;
  const names = new Set<string>();
  if (containers.length === 0) return [required(`${field}.containers`)];
  const list = (key: string, init: boolean): readonly FieldError[] =>
    items(spec[key]).flatMap((one, index) =>
      validateContainer(one, `${field}.${key}[${index}]`, { volumes, hostNetwork, names, init }),
    );
  return [...list("containers", false), ...list("initContainers", true), ...list("ephemeralContainers", false)];
}

function label(value: unknown, field: string): readonly FieldError[] {
  return text(value) === "" ? [] : problems(text(value), field, isDnsLabel);
}

function validateSysctls(sysctls: readonly Fields[], field: string): readonly FieldError[] {
  return sysctls.flatMap((one, index) => mustHave(one["name"], `${field}[${index}].name`));
}

function validateAffinity(affinity: Fields, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const node = fields(affinity["nodeAffinity"]);
  const wanted = node["requiredDuringSchedulingIgnoredDuringExecution"];
  if (isFields(wanted) && items(wanted["nodeSelectorTerms"]).length === 0) {
    const at = `${field}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
    errors.push(required(at, "must have at least one node selector term"));
  }
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    const terms = items(fields(affinity[kind])["requiredDuringSchedulingIgnoredDuringExecution"]);
    terms.forEach((term, index) => {
      const at = `${field}.${kind}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`;
      errors.push(...labelSelector(term["labelSelector"], `${at}.labelSelector`));
      if (text(term["topologyKey"]) === "") errors.push(required(`${at}.topologyKey`, "can not be empty"));
    });
  }
  return errors;
}

function validateToleration(toleration: Fields, field: string): readonly FieldError[] {
  const key = text(toleration["key"]);
  const operator = text(toleration["operator"]);
  const value = text(toleration["value"]);
  const errors: FieldError[] = key === "" ? [] : problems(key, `${field}.key`, isLabelKey).slice();
  if (key === "" && operator !== "Exists") {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(invalid(`${field}.operator`, operator, detail));
  }
  if (toleration["tolerationSeconds"] !== undefined && toleration["effect"] !== "NoExecute") {
    errors.push(
      invalid(
        `${field}.effect`,
        text(toleration["effect"]),
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      ),
    );
  }
  if (operator === "Exists" && value !== "") {
    errors.push(invalid(`${field}.operator`, value, "value must be empty when `operator` is 'Exists'"));
  } else if (operator !== "" && operator !== "Exists")
    errors.push(...oneOf(operator, ["Equal", "Exists"], `${field}.operator`));
  const effect = text(toleration["effect"]);
  if (effect !== "") errors.push(...oneOf(effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"], `${field}.effect`));
  return errors;
}

function validateSpread(constraint: Fields, field: string): readonly FieldError[] {
  const skew = number(constraint["maxSkew"]) ?? 0;
  return [
    ...(skew <= 0 ? [invalid(`${field}.maxSkew`, skew, "must be greater than zero")] : []),
    ...mustHave(constraint["topologyKey"], `${field}.topologyKey`, "can not be empty"),
    ...oneOf(text(constraint["whenUnsatisfiable"]), ["DoNotSchedule", "ScheduleAnyway"], `${field}.whenUnsatisfiable`),
    ...labelSelector(constraint["labelSelector"], `${field}.labelSelector`),
  ];
}

function validateGates(gates: readonly Fields[], field: string): readonly FieldError[] {
  const seen = new Set<string>();
  return gates.flatMap((gate, index) => {
    const name = text(gate["name"]);
    const errors = problems(name, `${field}[${index}]`, isQualifiedName).slice();
    if (seen.has(name)) errors.push(duplicate(`${field}[${index}]`, name));
    seen.add(name);
    return errors;
  });
}

function validateOs(os: unknown, field: string): readonly FieldError[] {
  if (!isFields(os)) return [];
  const name = text(os["name"]);
  return name === "" ? [required(`${field}.name`, "cannot be empty")] : oneOf(name, ["linux", "windows"], field);
}

/** Rules of a real pod that templates do not have. */
export function validateRealPod(spec: Fields, field: string): readonly FieldError[] {
  const gated = items(spec["schedulingGates"]).length > 0 && text(spec["nodeName"]) !== "";
  return gated ? [forbidden(`${field}.nodeName`, "cannot be set until all schedulingGates have been cleared")] : [];
}
