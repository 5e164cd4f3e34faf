import { defineMarker, optional, required } from "./define-marker.ts";
import type { MarkerDefinition } from "./definition.ts";

/** Markers of a kind and of its package: names, versions, columns, subresources. */
export const KIND_MARKERS: readonly MarkerDefinition[] = [
  defineMarker("groupName", "package", { value: "string", help: "The API group of the package's kinds." }),
  defineMarker("versionName", "package", { value: "string", help: "The version, when it is not the folder's name." }),
  defineMarker("kubebuilder:skip", "package", { help: "The package's kinds get no CustomResourceDefinition." }),
  defineMarker("kubebuilder:resource", "type", {
    arguments: [
      optional("path", "string"),
      optional("shortName", { list: "string" }),
      optional("categories", { list: "string" }),
      optional("singular", "string"),
      optional("scope", "string", { allowed: ["Namespaced", "Cluster"] }),
    ],
    help: "The names and the scope of the resource; path is the plural.",
    repeatable: true,
  }),
  defineMarker("kubebuilder:subresource:status", "type", { help: "The status is a subresource of its own." }),
  defineMarker("kubebuilder:subresource:scale", "type", {
    arguments: [required("specpath", "string"), required("statuspath", "string"), optional("selectorpath", "string")],
    help: "The kind can be scaled; the paths say where its replicas and its selector stand.",
  }),
  defineMarker("kubebuilder:printcolumn", "type", {
    arguments: [
      required("name", "string"),
      required("type", "string", { allowed: ["integer", "number", "string", "boolean", "date"] }),
      required("JSONPath", "string"),
      optional("description", "string"),
      optional("format", "string"),
      optional("priority", "int"),
    ],
    help: "A column of kubectl get.",
    repeatable: true,
  }),
  defineMarker("kubebuilder:storageversion", "type", { help: "Objects are stored in this version." }),
  defineMarker("kubebuilder:unservedversion", "type", { help: "This version is not served." }),
  defineMarker("kubebuilder:skipversion", "type", {
    help: "This version is left out of the CustomResourceDefinition.",
  }),
  defineMarker("kubebuilder:deprecatedversion", "type", {
    arguments: [optional("warning", "string")],
    help: "Whoever uses this version is warned.",
  }),
  defineMarker("kubebuilder:selectablefield", "type", {
    arguments: [required("JSONPath", "string")],
    help: "Field selectors may select by this field.",
    repeatable: true,
  }),
  defineMarker("kubebuilder:metadata", "type", {
    arguments: [optional("annotations", { list: "string" }), optional("labels", { list: "string" })],
    help: "Annotations and labels of the CustomResourceDefinition, each as key=value.",
    repeatable: true,
  }),
  defineMarker("kubebuilder:object:root", "type", { value: "bool", help: "The type is a Kubernetes object." }),
  defineMarker("kubebuilder:object:generate", "package,type", {
    value: "bool",
    help: "Deep copies in Go; without effect in TypeScript.",
  }),
  defineMarker("kubebuilder:ac:generate", "package,type", {
    value: "bool",
    help: "Whether the type gets an apply configuration.",
  }),
  defineMarker("kubebuilder:ac:output:package", "package", {
    value: "string",
    help: "The folder of the apply configurations.",
  }),
];
