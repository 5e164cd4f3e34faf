import type { KnownType } from "#model/model.ts";
import type { CrdOptions } from "./crd-options.ts";
import type { SchemaNode } from "./schema-node.ts";

/** The schema of a type of `homeostat/meta`. Shared: not to be changed. */
export function knownSchema(known: KnownType, options: CrdOptions): SchemaNode {
  if (known === "ObjectMeta") return options.generateEmbeddedObjectMeta === true ? EMBEDDED_METADATA : OBJECT;
  return SCHEMAS[known];
}

/** The first two properties of every object. */
export function typeMetaProperties(): Record<string, SchemaNode> {
  return {
    apiVersion: {
      description: `Group and version of this object's schema.\nSee ${CONVENTIONS}#resources`,
      type: "string",
    },
    kind: {
      description: `The object's type; it cannot be changed.\nSee ${CONVENTIONS}#types-kinds`,
      type: "string",
    },
  };
}

const CONVENTIONS = "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";
const OBJECT: SchemaNode = { type: "object" };
const STRING: SchemaNode = { type: "string" };
const STRINGS: SchemaNode = { type: "object", additionalProperties: STRING };

/** Of an object inside of another one, such as a Pod template. */
const EMBEDDED_METADATA: SchemaNode = {
  type: "object",
  properties: {
    annotations: STRINGS,
    finalizers: { type: "array", items: STRING },
    labels: STRINGS,
    name: STRING,
    namespace: STRING,
  },
};

const INT_OR_STRING: SchemaNode = {
  anyOf: [{ type: "integer" }, { type: "string" }],
  "x-kubernetes-int-or-string": true,
};

const QUANTITY_PATTERN =
  "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

const CONDITION: SchemaNode = {
  description: `One aspect of the object's present state.\nSee ${CONVENTIONS}#typical-status-properties`,
  type: "object",
  properties: {
    lastTransitionTime: {
      description: "When the status of the condition changed last.",
      type: "string",
      format: "date-time",
    },
    message: { description: "Details for people; may be empty.", type: "string", maxLength: 32768 },
    observedGeneration: {
      description: "The .metadata.generation that the condition speaks of.",
      type: "integer",
      format: "int64",
      minimum: 0,
    },
    reason: {
      description: "Why the status is as it is, as one CamelCase word for programs.",
      type: "string",
      maxLength: 1024,
      minLength: 1,
      pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
    },
    status: { description: "True, False or Unknown.", type: "string", enum: ["True", "False", "Unknown"] },
    type: {
      description: "The aspect, in CamelCase, possibly with a domain: foo.example.com/CamelCase.",
      type: "string",
      maxLength: 316,
      pattern:
        "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
    },
  },
  required: ["lastTransitionTime", "message", "reason", "status", "type"],
};

const LABEL_SELECTOR: SchemaNode = {
  description:
    "Selects objects by their labels.\nSee https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
  type: "object",
  properties: {
    matchExpressions: {
      description: "Requirements that all have to hold.",
      type: "array",
      items: {
        description: "A requirement on one label.",
        type: "object",
        properties: {
          key: { description: "The label.", type: "string" },
          operator: { description: "In, NotIn, Exists or DoesNotExist.", type: "string" },
          values: {
            description: "The label's values, for In and NotIn only.",
            type: "array",
            items: STRING,
            "x-kubernetes-list-type": "atomic",
          },
        },
        required: ["key", "operator"],
      },
      "x-kubernetes-list-type": "atomic",
    },
    matchLabels: { ...STRINGS, description: "Labels with the values that all of them must have." },
  },
  "x-kubernetes-map-type": "atomic",
};

const SCHEMAS: Readonly<Record<Exclude<KnownType, "ObjectMeta">, SchemaNode>> = {
  Time: { type: "string", format: "date-time" },
  MicroTime: { type: "string", format: "date-time" },
  Duration: STRING,
  Quantity: { ...INT_OR_STRING, pattern: QUANTITY_PATTERN },
  IntOrString: INT_OR_STRING,
  RawExtension: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  JSONValue: { "x-kubernetes-preserve-unknown-fields": true },
  Fields: { type: "object", additionalProperties: true },
  Condition: CONDITION,
  LabelSelector: LABEL_SELECTOR,
  KubernetesObject: OBJECT,
};
