import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { Marker } from "#markers/marker.ts";
import type { ApiModel } from "#model/model.ts";
import { checkSameNames, checkWebhook } from "./check-webhook.ts";
import { configurationNames } from "./configuration-names.ts";
import { patchedWebhook } from "./patched-webhook.ts";
import { type WebhookMarker, webhookMarkerOf } from "./webhook-marker.ts";
import { webhookObject, type WebhookOptions } from "./webhook-object.ts";

/**
 * The MutatingWebhookConfiguration and the ValidatingWebhookConfiguration that the `+kubebuilder:webhook` markers ask for, each only when
 * it has webhooks, which are sorted by name. https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export function generateWebhooks(
  model: ApiModel,
  options: WebhookOptions = {},
): { readonly documents: readonly object[]; readonly diagnostics: readonly Diagnostic[] } {
  const all = model.packages.flatMap((one) => one.markers);
  const webhooks = all.filter((one) => one.name === "kubebuilder:webhook").map(webhookMarkerOf);
  const sorted = webhooks.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const { names, diagnostics } = configurationNames(
    all.filter((one) => one.name === "kubebuilder:webhookconfiguration"),
  );
  const found: Diagnostic[] = [...diagnostics, ...sorted.flatMap(checkWebhook)];
  const documents: object[] = [];
  for (const mutating of [true, false]) {
    const ofType = sorted.filter((one) => one.mutating === mutating);
    if (ofType.length === 0) continue;
    found.push(...checkSameNames(ofType));
    documents.push({
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: mutating ? "MutatingWebhookConfiguration" : "ValidatingWebhookConfiguration",
      metadata: { name: mutating ? names.mutating : names.validating },
      webhooks: ofType.map((one) => finished(one, options, found)),
    });
  }
  return { documents, diagnostics: found };
}

function finished(webhook: WebhookMarker, options: WebhookOptions, found: Diagnostic[]): object {
  const object = webhookObject(webhook, options);
  if (webhook.patch === undefined) return object;
  const patched = patchedWebhook(object, webhook.patch, webhook.mutating);
  if ("webhook" in patched) return patched.webhook;
  found.push(patchError(patched.problem, patched.hint, webhook.marker));
  return object;
}

function patchError(problem: string, hint: string, { name, argumentPositions, position }: Marker): Diagnostic {
  const place = argumentPositions["patch"] ?? position;
  return { severity: "error", message: `marker "+${name}": argument "patch": ${problem}`, position: place, hint };
}
