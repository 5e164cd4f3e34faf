import { defineMarker, optional, required } from "./define-marker.ts";
import type { MarkerDefinition } from "./definition.ts";

/** Markers from which roles and webhook configurations are made; they stand anywhere at file level. */
export const MANIFEST_MARKERS: readonly MarkerDefinition[] = [
  defineMarker("kubebuilder:rbac", "package", {
    arguments: [
      optional("groups", { list: "string" }),
      optional("resources", { list: "string" }),
      optional("resourceNames", { list: "string" }),
      required("verbs", { list: "string" }),
      optional("urls", { list: "string" }),
      optional("namespace", "string"),
      optional("roleName", "string"),
    ],
    help: "A permission that the operator needs.",
    repeatable: true,
  }),
  defineMarker("kubebuilder:webhook", "package", {
    arguments: [
      required("mutating", "bool"),
      required("failurePolicy", "string", { allowed: ["Fail", "Ignore"], ignoreCase: true }),
      required("groups", { list: "string" }),
      required("resources", { list: "string" }),
      required("verbs", { list: "string" }),
      required("versions", { list: "string" }),
      required("name", "string"),
      required("admissionReviewVersions", { list: "string" }),
      required("sideEffects", "string", { allowed: ["None", "NoneOnDryRun"], ignoreCase: true }),
      optional("path", "string"),
      optional("url", "string"),
      optional("matchPolicy", "string", { allowed: ["Exact", "Equivalent"], ignoreCase: true }),
      optional("timeoutSeconds", "int"),
      optional("serviceName", "string"),
      optional("serviceNamespace", "string"),
      optional("servicePort", "int"),
      optional("webhookVersions", { list: "string" }),
      optional("reinvocationPolicy", "string", { allowed: ["Never", "IfNeeded"], ignoreCase: true }),
      optional("patch", "string"),
    ],
    help: "An admission webhook that the operator serves.",
    repeatable: true,
  }),
  defineMarker("kubebuilder:webhookconfiguration", "package", {
    arguments: [required("mutating", "bool"), required("name", "string")],
    help: "The name of the configuration that holds the mutating or the validating webhooks.",
    repeatable: true,
  }),
];
