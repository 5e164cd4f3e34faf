import { fields, isFields, items, number, text, texts, type Fields } from "#resources/fields.ts";
import { invalid, notSupported, required, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { oneOf } from "./checks.ts";

/** The rules of a FlowSchema, metadata apart. */
export function validateFlowSchema(object: ApiObject): readonly FieldError[] {
  const spec = fields(object["spec"]);
  const errors: FieldError[] = [];
  const precedence = number(spec["matchingPrecedence"]) ?? 0;
  if (precedence <= 0) errors.push(invalid("spec.matchingPrecedence", precedence, "must be a positive value"));
  if (precedence > 10_000)
    errors.push(invalid("spec.matchingPrecedence", precedence, "must not be greater than 10000"));
  const method = spec["distinguisherMethod"];
  if (isFields(method) && !["ByNamespace", "ByUser"].includes(text(method["type"]))) {
    errors.push(notSupported("spec.distinguisherMethod.type", { Type: method["type"] }, ["ByNamespace", "ByUser"]));
  }
  if (text(fields(spec["priorityLevelConfiguration"])["name"]) === "") {
    errors.push(required("spec.priorityLevelConfiguration.name", "must reference a priority level"));
  }
  return [...errors, ...items(spec["rules"]).flatMap((rule, index) => validateFlowRule(rule, `spec.rules[${index}]`))];
}

function validateFlowRule(rule: Fields, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const resources = items(rule["resourceRules"]);
  const others = items(rule["nonResourceRules"]);
  if (items(rule["subjects"]).length === 0)
    errors.push(required(`${field}.subjects`, "subjects must contain at least one value"));
  if (resources.length === 0 && others.length === 0) {
    errors.push(required(field, "at least one of resourceRules and nonResourceRules has to be non-empty"));
  }
  const need = (value: unknown, at: string, detail: string): void => {
    if (texts(value).length === 0) errors.push(required(at, detail));
  };
  resources.forEach((one, index) => {
    const at = `${field}.resourceRules[${index}]`;
    need(one["verbs"], `${at}.verbs`, "verbs must contain at least one value");
    need(one["apiGroups"], `${at}.apiGroups`, "resource rules must supply at least one api group");
    need(one["resources"], `${at}.resources`, "resource rules must supply at least one resource");
    if (one["clusterScope"] !== true) {
      need(
        one["namespaces"],
        `${at}.namespaces`,
        "resource rules that are not cluster scoped must supply at least one namespace",
      );
    }
  });
  others.forEach((one, index) => {
    const at = `${field}.nonResourceRules[${index}]`;
    need(one["verbs"], `${at}.verbs`, "verbs must contain at least one value");
    need(one["nonResourceURLs"], `${at}.nonResourceURLs`, "nonResourceURLs must contain at least one value");
  });
  return errors;
}

/** The rules of a PriorityLevelConfiguration, metadata apart. */
export function validatePriorityLevel(object: ApiObject): readonly FieldError[] {
  const spec = fields(object["spec"]);
  const type = text(spec["type"]);
  if (type === "Limited" && !isFields(spec["limited"]))
    return [required("spec.limited", "must not be empty when type is Limited")];
  if (type === "Exempt" && isFields(spec["limited"])) {
    return [
      {
        reason: "FieldValueForbidden",
        field: "spec.limited",
        message: "Forbidden: must be nil if the type is not Limited",
      },
    ];
  }
  return oneOf(type, ["Exempt", "Limited"], "spec.type");
}

const KEY_USAGES = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];

/** The rules of a CertificateSigningRequest, metadata apart. */
export function validateSigningRequest(object: ApiObject): readonly FieldError[] {
  const spec = fields(object["spec"]);
  const request = text(spec["request"]);
  const errors: FieldError[] = [];
  if (!/-----BEGIN CERTIFICATE REQUEST-----/.test(Buffer.from(request, "base64").toString("latin1"))) {
    errors.push(invalid("spec.request", request, "PEM block type must be CERTIFICATE REQUEST"));
  }
  const usages = texts(spec["usages"]);
  if (usages.length === 0) errors.push(required("spec.usages"));
  usages.forEach((usage, index) => errors.push(...oneOf(usage, KEY_USAGES, `spec.usages[${index}]`)));
  const signer = text(spec["signerName"]);
  if (signer === "") errors.push(required("spec.signerName"));
  else if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+\/.+$/.test(signer)) {
    errors.push(
      invalid(
        "spec.signerName",
        signer,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ),
    );
  }
  return errors;
}
