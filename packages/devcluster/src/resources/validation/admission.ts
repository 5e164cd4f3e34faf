import { isDnsSubdomain } from "@homeostat/schema";
import { fields, isFields, items, text, texts, type Fields } from "#resources/fields.ts";
import { duplicate, invalid, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { inRange, labelSelector, oneOf, problems } from "./checks.ts";

const OPERATIONS = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

/** The rules of Mutating- and ValidatingWebhookConfigurations, metadata apart. */
export function validateWebhooks(configuration: ApiObject): readonly FieldError[] {
  const seen = new Set<string>();
  return items(configuration["webhooks"]).flatMap((webhook, index) => {
    const at = `webhooks[${index}]`;
    const name = text(webhook["name"]);
    const errors: FieldError[] = [];
    if (name === "") errors.push(required(`${at}.name`));
    else errors.push(...problems(name, `${at}.name`, isDnsSubdomain));
    if (name.split(".").length < 3)
      errors.push(invalid(`${at}.name`, name, "should be a domain with at least three segments separated by dots"));
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    seen.add(name);
    return [...errors, ...validateWebhook(webhook, at)];
  });
}

function validateWebhook(webhook: Fields, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (texts(webhook["admissionReviewVersions"]).length === 0) {
    errors.push(required(`${field}.admissionReviewVersions`, "must specify one of v1, v1beta1"));
  } else if (!texts(webhook["admissionReviewVersions"]).some((one) => one === "v1" || one === "v1beta1")) {
    errors.push(
      invalid(
        `${field}.admissionReviewVersions`,
        webhook["admissionReviewVersions"],
        "must include at least one of v1, v1beta1",
      ),
    );
  }
  items(webhook["rules"]).forEach((rule, index) => errors.push(...validateRule(rule, `${field}.rules[${index}]`)));
  errors.push(
    ...oneOf(webhook["failurePolicy"], ["Fail", "Ignore"], `${field}.failurePolicy`),
    ...oneOf(webhook["matchPolicy"], ["Equivalent", "Exact"], `${field}.matchPolicy`),
  );
  if (webhook["sideEffects"] === undefined)
    errors.push(required(`${field}.sideEffects`, "must specify one of None, NoneOnDryRun"));
  else errors.push(...oneOf(webhook["sideEffects"], ["None", "NoneOnDryRun"], `${field}.sideEffects`));
  const seconds = webhook["timeoutSeconds"];
  if (inRange(seconds, field, { min: 1, max: 30 }).length > 0) {
    errors.push(invalid(`${field}.timeoutSeconds`, seconds, "the timeout value must be between 1 and 30 seconds"));
  }
  errors.push(
    ...labelSelector(webhook["namespaceSelector"], `${field}.namespaceSelector`),
    ...labelSelector(webhook["objectSelector"], `${field}.objectSelector`),
    ...oneOf(webhook["reinvocationPolicy"], ["IfNeeded", "Never"], `${field}.reinvocationPolicy`),
  );
  const client = fields(webhook["clientConfig"]);
  if ((client["url"] === undefined) === (client["service"] === undefined)) {
    errors.push(required(`${field}.clientConfig`, "exactly one of url or service is required"));
  }
  return errors;
}

function validateRule(rule: Fields, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const operations = texts(rule["operations"]);
  if (operations.length === 0) errors.push(required(`${field}.operations`));
  operations.forEach((one, index) => errors.push(...oneOf(one, OPERATIONS, `${field}.operations[${index}]`)));
  for (const key of ["apiGroups", "apiVersions", "resources"])
    if (texts(rule[key]).length === 0) errors.push(required(`${field}.${key}`));
  return [...errors, ...oneOf(rule["scope"], ["Cluster", "Namespaced", "*"], `${field}.scope`)];
}

/** The rules of a ValidatingAdmissionPolicy that need no CEL; expressions are checked where they are compiled. */
export function validateValidatingPolicy(policy: ApiObject): readonly FieldError[] {
  const spec = fields(policy["spec"]);
  const validations = items(spec["validations"]);
  const errors: FieldError[] = [];
  if (validations.length === 0 && items(spec["auditAnnotations"]).length === 0) {
    const detail = "validations or auditAnnotations must contain at least one item";
    errors.push(required("spec.validations", detail), required("spec.auditAnnotations", detail));
  }
  validations.forEach((one, index) => {
    const at = `spec.validations[${index}]`;
    if (text(one["expression"]).trim() === "") errors.push(required(`${at}.expression`, "expression is not specified"));
    errors.push(...oneOf(one["reason"], ["Forbidden", "Invalid", "RequestEntityTooLarge"], `${at}.reason`));
  });
  return [...validatePolicy(spec), ...errors];
}

/** The same for a MutatingAdmissionPolicy. */
export function validateMutatingPolicy(policy: ApiObject): readonly FieldError[] {
  const spec = fields(policy["spec"]);
  const mutations = items(spec["mutations"]);
  const errors: FieldError[] =
    mutations.length === 0 ? [required("spec.mutations", "mutations must contain at least one item")] : [];
  mutations.forEach((one, index) =>
    errors.push(
      ...oneOf(text(one["patchType"]), ["ApplyConfiguration", "JSONPatch"], `spec.mutations[${index}].patchType`),
    ),
  );
  return [...validatePolicy(spec), ...errors];
}

function validatePolicy(spec: Fields): readonly FieldError[] {
  const errors = [...oneOf(spec["failurePolicy"], ["Fail", "Ignore"], "spec.failurePolicy")];
  const match = spec["matchConstraints"];
  if (!isFields(match)) return [...errors, required("spec.matchConstraints")];
  const rules = items(match["resourceRules"]);
  if (rules.length === 0) errors.push(required("spec.matchConstraints.resourceRules"));
  rules.forEach((rule, index) => errors.push(...validateRule(rule, `spec.matchConstraints.resourceRules[${index}]`)));
  return errors;
}

/** The rules of a ValidatingAdmissionPolicyBinding, metadata apart. */
export function validateValidatingBinding(binding: ApiObject): readonly FieldError[] {
  const spec = fields(binding["spec"]);
  const actions = texts(spec["validationActions"]);
  const errors = [...validateMutatingBinding(binding)];
  if (actions.length === 0)
    errors.push(required("spec.validationActions", "at least one validation action is required"));
  actions.forEach((one, index) =>
    errors.push(...oneOf(one, ["Audit", "Deny", "Warn"], `spec.validationActions[${index}]`)),
  );
  if (actions.includes("Deny") && actions.includes("Warn")) {
    const detail =
      "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)";
    errors.push(invalid("spec.validationActions", actions, detail));
  }
  return errors;
}

/** The rules of a MutatingAdmissionPolicyBinding, metadata apart. */
export function validateMutatingBinding(binding: ApiObject): readonly FieldError[] {
  return text(fields(binding["spec"])["policyName"]) === "" ? [required("spec.policyName")] : [];
}
