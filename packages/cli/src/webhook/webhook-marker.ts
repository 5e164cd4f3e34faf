import type { Marker, MarkerValue } from "#markers/marker.ts";

/** A `+kubebuilder:webhook` marker with its arguments by type; empty strings count as absent. */
export interface WebhookMarker {
  readonly marker: Marker;
  readonly mutating: boolean;
  readonly name: string;
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly versions: readonly string[];
  readonly verbs: readonly string[];
  readonly admissionReviewVersions: readonly string[];
  readonly webhookVersions: readonly string[];
  readonly failurePolicy: string | undefined;
  readonly matchPolicy: string | undefined;
  readonly sideEffects: string | undefined;
  readonly reinvocationPolicy: string | undefined;
  readonly path: string | undefined;
  readonly url: string | undefined;
  readonly serviceName: string | undefined;
  readonly serviceNamespace: string | undefined;
  readonly servicePort: number | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly patch: string | undefined;
}

export function webhookMarkerOf(marker: Marker): WebhookMarker {
  const text = (name: string): string | undefined => nonEmpty(marker.arguments[name]);
  const list = (name: string): readonly string[] => strings(marker.arguments[name]);
  const number = (name: string): number | undefined => {
    const value = marker.arguments[name];
    return typeof value === "number" ? value : undefined;
  };
  return {
    marker,
    mutating: marker.arguments["mutating"] === true,
    name: text("name") ?? "",
    groups: list("groups"),
    resources: list("resources"),
    versions: list("versions"),
    verbs: list("verbs"),
    admissionReviewVersions: list("admissionReviewVersions"),
    webhookVersions: list("webhookVersions"),
    failurePolicy: text("failurePolicy"),
    matchPolicy: text("matchPolicy"),
    sideEffects: text("sideEffects"),
    reinvocationPolicy: text("reinvocationPolicy"),
    path: text("path"),
    url: text("url"),
    serviceName: text("serviceName"),
    serviceNamespace: text("serviceNamespace"),
    servicePort: number("servicePort"),
    timeoutSeconds: number("timeoutSeconds"),
    patch: text("patch"),
  };
}

function strings(value: MarkerValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function nonEmpty(value: MarkerValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
