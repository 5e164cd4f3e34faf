import type { WebhookMarker } from "./webhook-marker.ts";

/** How webhook configurations are made. */
export interface WebhookOptions {
  /** Service of the webhooks whose markers name none. @default "webhook-service" */
  readonly serviceName?: string;
  /** Namespace of that service. @default "system" */
  readonly serviceNamespace?: string;
}

/** The webhook of a configuration that a marker describes. Policies and verbs get the API's capitals, `core` is the group without a name. */
export function webhookObject(marker: WebhookMarker, options: WebhookOptions): Readonly<Record<string, unknown>> {
  const { matchPolicy, timeoutSeconds, reinvocationPolicy } = marker;
  return {
    admissionReviewVersions: marker.admissionReviewVersions,
    clientConfig: clientConfigOf(marker, options),
    failurePolicy: withCapitals(marker.failurePolicy),
    ...(matchPolicy !== undefined && { matchPolicy: withCapitals(matchPolicy) }),
    name: marker.name,
    // Validating webhooks are called once.
    ...(reinvocationPolicy !== undefined &&
      marker.mutating && { reinvocationPolicy: withCapitals(reinvocationPolicy) }),
    rules: [
      {
        apiGroups: marker.groups.map((one) => (one === "core" ? "" : one)),
        apiVersions: marker.versions,
        operations: marker.verbs.map((one) => (OPERATIONS.has(one.toUpperCase()) ? one.toUpperCase() : one)),
        resources: marker.resources,
      },
    ],
    sideEffects: withCapitals(marker.sideEffects),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
}

/** The operations of the API. */
export const OPERATIONS: ReadonlySet<string> = new Set(["CREATE", "UPDATE", "DELETE", "CONNECT", "*"]);

function clientConfigOf(marker: WebhookMarker, options: WebhookOptions): object {
  const { path, url, servicePort } = marker;
  if (path === undefined) return { url };
  return {
    service: {
      name: marker.serviceName ?? options.serviceName ?? "webhook-service",
      namespace: marker.serviceNamespace ?? options.serviceNamespace ?? "system",
      path,
      ...(servicePort !== undefined && { port: servicePort }),
    },
  };
}

const POLICIES = ["Fail", "Ignore", "Exact", "Equivalent", "None", "NoneOnDryRun", "Never", "IfNeeded"];

function withCapitals(policy: string | undefined): string | undefined {
  return POLICIES.find((one) => one.toLowerCase() === policy?.toLowerCase()) ?? policy;
}
