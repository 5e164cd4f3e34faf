import { changeField, changeItems, fill, type Fields } from "#resources/fields.ts";

/** See https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/ */
export function validatingWebhookDefaults(webhook: Fields): Fields {
  const filled = fill(webhook, {
    failurePolicy: "Fail",
    matchPolicy: "Equivalent",
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
  });
  const client = changeField(filled, "clientConfig", (config) =>
    changeField(config, "service", (service) => fill(service, { port: 443 })),
  );
  return changeItems(client, "rules", scopeDefault);
}

export function mutatingWebhookDefaults(webhook: Fields): Fields {
  return fill(validatingWebhookDefaults(webhook), { reinvocationPolicy: "Never" });
}

/** See https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export function admissionPolicyDefaults(spec: Fields): Fields {
  return changeField(fill(spec, { failurePolicy: "Fail" }), "matchConstraints", matchResourcesDefaults);
}

export function admissionBindingDefaults(spec: Fields): Fields {
  return changeField(spec, "matchResources", matchResourcesDefaults);
}

function matchResourcesDefaults(match: Fields): Fields {
  const filled = fill(match, { namespaceSelector: {}, objectSelector: {}, matchPolicy: "Equivalent" });
  return changeItems(changeItems(filled, "resourceRules", scopeDefault), "excludeResourceRules", scopeDefault);
}

function scopeDefault(rule: Fields): Fields {
  return fill(rule, { scope: "*" });
}
