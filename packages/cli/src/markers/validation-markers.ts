import { defineMarker, optional, required } from "./define-marker.ts";
import type { MarkerDefinition } from "./definition.ts";

/** Markers that restrict or describe values: `+kubebuilder:validation:…`, `+listType`, `+kubebuilder:default`, …. */
export const VALIDATION_MARKERS: readonly MarkerDefinition[] = [
  ...elementMarkers("kubebuilder:validation:", ""),
  ...elementMarkers("kubebuilder:validation:items:", "Of each element of an array: "),
  ...requirednessMarkers(),
  ...oneOfMarkers(),
  ...schemaMarkers(),
  ...listAndMapMarkers(),
];

/** Those that the elements of an array can have too. */
function elementMarkers(prefix: string, scope: string): readonly MarkerDefinition[] {
  const row = (name: string, value: "int" | "number" | "bool" | "string", help: string): MarkerDefinition =>
    defineMarker(`${prefix}${name}`, "field,type", { value, help: `${scope}${help}` });
  const flag = (name: string, help: string): MarkerDefinition =>
    defineMarker(`${prefix}${name}`, "field,type", { help: `${scope}${help}` });
  return [
    row("Maximum", "number", "The greatest value of a number."),
    row("Minimum", "number", "The least value of a number."),
    row("MultipleOf", "number", "The number is a multiple of this one."),
    row("ExclusiveMaximum", "bool", "The number is less than Maximum."),
    row("ExclusiveMinimum", "bool", "The number is greater than Minimum."),
    row("MaxLength", "int", "The most characters of a string."),
    row("MinLength", "int", "The fewest characters of a string."),
    row("Pattern", "string", "A regular expression (RE2) that the string matches somewhere."),
    row("MaxItems", "int", "The most elements of an array."),
    row("MinItems", "int", "The fewest elements of an array."),
    row("UniqueItems", "bool", "No two elements are equal; the API server refuses it, use +listType=set."),
    row("MaxProperties", "int", "The most properties of an object."),
    row("MinProperties", "int", "The fewest properties of an object."),
    row("Format", "string", "What the value means, for example date-time."),
    flag("XPreserveUnknownFields", "Fields that the schema does not name are kept."),
    flag("XEmbeddedResource", "The value is a whole Kubernetes object."),
    flag("XIntOrString", "The value is a whole number or a string."),
    defineMarker(`${prefix}Enum`, "field,type", { value: { list: "any" }, help: `${scope}The only values allowed.` }),
    defineMarker(`${prefix}Type`, "field,type", {
      value: "string",
      allowed: ["string", "integer", "number", "boolean", "array", "object", ""],
      help: `${scope}The type in the schema, in place of the one of the source.`,
    }),
    defineMarker(`${prefix}XValidation`, "field,type", {
      arguments: [
        required("rule", "string"),
        optional("message", "string"),
        optional("messageExpression", "string"),
        optional("reason", "string", {
          allowed: ["FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate"],
        }),
        optional("fieldPath", "string"),
        optional("optionalOldSelf", "bool"),
      ],
      help: `${scope}A rule in CEL that the value must keep.`,
      repeatable: true,
    }),
  ];
}

function requirednessMarkers(): readonly MarkerDefinition[] {
  return [
    defineMarker("kubebuilder:validation:Required", "package,field", { help: "The field must be present." }),
    defineMarker("kubebuilder:validation:Optional", "package,field", { help: "The field may be absent." }),
    defineMarker("required", "field", { help: "The field must be present." }),
    defineMarker("optional", "field", { help: "The field may be absent." }),
    defineMarker("k8s:required", "field", { help: "The field must be present." }),
    defineMarker("k8s:optional", "field", { help: "The field may be absent." }),
    defineMarker("nullable", "field", { help: "The field may be null." }),
  ];
}

function oneOfMarkers(): readonly MarkerDefinition[] {
  const row = (name: string, help: string): MarkerDefinition =>
    defineMarker(`kubebuilder:validation:${name}`, "type", { value: { list: "string" }, help, repeatable: true });
  return [
    row("AtMostOneOf", "At most one of the fields listed may be present."),
    row("ExactlyOneOf", "Just one of the fields listed must be present."),
    row("AtLeastOneOf", "At least one of the fields listed must be present."),
  ];
}

function schemaMarkers(): readonly MarkerDefinition[] {
  return [
    defineMarker("kubebuilder:validation:Schemaless", "field", {
      help: "The schema has only what the markers say, nothing of the field's type.",
    }),
    defineMarker("kubebuilder:validation:EmbeddedResource", "field", {
      help: "The value is a whole Kubernetes object.",
    }),
    defineMarker("kubebuilder:pruning:PreserveUnknownFields", "field,type", {
      help: "Fields that the schema does not name are kept.",
    }),
    defineMarker("kubebuilder:default", "field", { value: "any", help: "The value of the field when it is absent." }),
    defineMarker("default", "field", { value: "json", help: "The value of the field when it is absent, as JSON." }),
    defineMarker("kubebuilder:example", "field", { value: "any", help: "An example of a value." }),
    defineMarker("kubebuilder:title", "field,type", { value: "text", help: "A short title of the value." }),
    defineMarker("kubebuilder:externalDocs", "field,type", {
      arguments: [required("url", "string"), optional("description", "string")],
      help: "Where the value is documented.",
    }),
    defineMarker("homeostat:schema", "field,type", {
      value: "raw",
      help: "Sets keys of the schema that no other marker can say, as JSON; null removes a key.",
      repeatable: true,
    }),
    defineMarker("k8s:enum", "type", { help: "The only values allowed are the constants of the type." }),
    defineMarker("k8s:immutable", "field", { help: "The value may not change once it is set." }),
  ];
}

function listAndMapMarkers(): readonly MarkerDefinition[] {
  const listType = {
    value: "string",
    allowed: ["atomic", "set", "map"],
    help: "How appliers merge a list: as a whole, by values, or by keys.",
  } as const;
  const listMapKey = {
    value: "string",
    help: "A field that tells the elements of a list of type map apart.",
    repeatable: true,
  } as const;
  const granularity = { value: "string", allowed: ["granular", "atomic"] } as const;
  return [
    defineMarker("listType", "field,type", listType),
    defineMarker("listMapKey", "field,type", listMapKey),
    defineMarker("k8s:listType", "field,type", listType),
    defineMarker("k8s:listMapKey", "field,type", listMapKey),
    defineMarker("mapType", "field,type", { ...granularity, help: "How appliers merge a map: by keys or as a whole." }),
    defineMarker("structType", "field,type", {
      ...granularity,
      help: "How appliers merge an object: by fields or as a whole.",
    }),
  ];
}
