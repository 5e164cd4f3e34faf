import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
import { nearestName } from "#diagnostics/suggestion.ts";
import type { WebhookMarker } from "./webhook-marker.ts";
import { OPERATIONS } from "./webhook-object.ts";

/** What the API server would refuse about the webhook of a marker, and what has no effect. */
export function checkWebhook(webhook: WebhookMarker): readonly Diagnostic[] {
  return [
    ...checkName(webhook),
    ...checkTarget(webhook),
    ...checkVerbs(webhook),
    ...checkVersions(webhook),
    ...checkNumbers(webhook),
    ...checkReinvocation(webhook),
  ];
}

/** Names are unique in a configuration. The webhooks are sorted by name. */
export function checkSameNames(webhooks: readonly WebhookMarker[]): readonly Diagnostic[] {
  return webhooks.flatMap((webhook, index): readonly Diagnostic[] => {
    const first = webhooks[index - 1];
    if (first === undefined || first.name !== webhook.name) return [];
    const related = [{ message: "the first one is here", position: placeOf(first, "name") }];
    const type = webhook.mutating ? "mutating" : "validating";
    const message = `two ${type} webhooks have the name ${webhook.name}`;
    return [{ ...error(webhook, message, "Give each webhook a name of its own.", "name"), related }];
  });
}

function checkName(webhook: WebhookMarker): readonly Diagnostic[] {
  const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  if (new RegExp(`^${label}(\\.${label}){2,}$`).test(webhook.name) && webhook.name.length <= 253) return [];
  const problem = `the name ${JSON.stringify(webhook.name)} is not a domain of at least three parts in lower case`;
  return [error(webhook, problem, "Write a name such as vpod-v1.example.com.", "name")];
}

function checkTarget(webhook: WebhookMarker): readonly Diagnostic[] {
  const { path, url } = webhook;
  const which = path === undefined ? "neither of them is there" : "both are there";
  if ((path === undefined) === (url === undefined)) {
    return [
      error(webhook, `either path or url is needed, ${which}`, PATH_OR_URL, path === undefined ? undefined : "url"),
    ];
  }
  if (path !== undefined && !path.startsWith("/")) {
    return [error(webhook, `the path ${JSON.stringify(path)} does not begin with "/"`, `Write /${path}`, "path")];
  }
  if (url !== undefined && !isWebhookUrl(url)) {
    const problem = `the url ${JSON.stringify(url)} must begin with https:// and have no user, query or fragment`;
    return [error(webhook, problem, "Write it as https://host:port/path.", "url")];
  }
  return [];
}

const PATH_OR_URL = "Use path for a webhook behind a Service of the cluster, url for one elsewhere.";

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return protocol === "https:" && username === "" && password === "" && search === "" && hash === "";
}

function checkVerbs(webhook: WebhookMarker): readonly Diagnostic[] {
  const wrong = webhook.verbs.filter((one) => !OPERATIONS.has(one.toUpperCase()));
  const names = [...OPERATIONS].map((one) => one.toLowerCase());
  const errors = wrong.map((verb) => {
    const nearest = nearestName(verb, names);
    const hint = nearest === undefined ? "Write one of them." : `Did you mean ${nearest}?`;
    return error(webhook, `${JSON.stringify(verb)} is not one of ${names.join(", ")}`, hint, "verbs");
  });
  if (!webhook.verbs.includes("*") || webhook.verbs.length === 1) return errors;
  return [...errors, error(webhook, 'beside the verb "*" there may be no other', "Leave the others out.", "verbs")];
}

function checkVersions(webhook: WebhookMarker): readonly Diagnostic[] {
  const errors = webhook.webhookVersions
    .filter((one) => one !== "v1")
    .map((version) =>
      error(
        webhook,
        `unsupported webhook version: ${version}`,
        "Write v1, or leave the argument out.",
        "webhookVersions",
      ),
    );
  if (webhook.admissionReviewVersions.some((one) => one === "v1" || one === "v1beta1")) return errors;
  const problem = "the API server sends v1 and v1beta1 only, and neither is listed";
  return [...errors, error(webhook, problem, "Write admissionReviewVersions=v1", "admissionReviewVersions")];
}

function checkNumbers(webhook: WebhookMarker): readonly Diagnostic[] {
  const { timeoutSeconds = 1, servicePort = 1 } = webhook;
  const errors: Diagnostic[] = [];
  if (timeoutSeconds < 1 || timeoutSeconds > 30) {
    const problem = `timeoutSeconds must be between 1 and 30, not ${timeoutSeconds}`;
    errors.push(error(webhook, problem, "Leave it out for 10 seconds.", "timeoutSeconds"));
  }
  if (servicePort < 1 || servicePort > 65_535) {
    const problem = `servicePort must be between 1 and 65535, not ${servicePort}`;
    errors.push(error(webhook, problem, "Leave it out for 443.", "servicePort"));
  }
  return errors;
}

function checkReinvocation(webhook: WebhookMarker): readonly Diagnostic[] {
  if (webhook.mutating || webhook.reinvocationPolicy === undefined) return [];
  const problem = "reinvocationPolicy has no effect on a validating webhook";
  return [{ ...error(webhook, problem, "Leave it out.", "reinvocationPolicy"), severity: "warning" }];
}

function error(webhook: WebhookMarker, problem: string, hint: string, argument?: string): Diagnostic {
  const message = `marker "+${webhook.marker.name}": ${problem}`;
  return { severity: "error", message, position: placeOf(webhook, argument), hint };
}

function placeOf({ marker }: WebhookMarker, argument: string | undefined): Position {
  const place = argument === undefined ? undefined : marker.argumentPositions[argument];
  return place ?? marker.position;
}
