import { type ForeignSchema, jsonEquals } from "./foreign-schema.ts";

/** A type of `homeostat/meta` and the schema that it stands for. */
export interface KnownShape {
  readonly name: string;
  readonly schema: ForeignSchema;
}

const ANY_OF_INT_OR_STRING = [{ type: "integer" }, { type: "string" }];

export const INT_OR_STRING: KnownShape = {
  name: "IntOrString",
  schema: { anyOf: ANY_OF_INT_OR_STRING, "x-kubernetes-int-or-string": true },
};

/** A resource quantity: an int-or-string with the syntax of quantities as its pattern. */
export const QUANTITY: KnownShape = {
  name: "Quantity",
  schema: {
    ...INT_OR_STRING.schema,
    pattern:
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$",
  },
};

/** The structure of `metav1.Condition` as controller-gen writes it. */
const CONDITION: KnownShape = {
  name: "Condition",
  schema: {
    type: "object",
    required: ["lastTransitionTime", "message", "reason", "status", "type"],
    properties: {
      lastTransitionTime: { type: "string", format: "date-time" },
      message: { type: "string", maxLength: 32768 },
      observedGeneration: { type: "integer", format: "int64", minimum: 0 },
      reason: { type: "string", maxLength: 1024, minLength: 1, pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$" },
      status: { type: "string", enum: ["True", "False", "Unknown"] },
      type: {
        type: "string",
        maxLength: 316,
        pattern:
          "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
      },
    },
  },
};

const ATOMIC_STRINGS = { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "atomic" };

/** The structure of `metav1.LabelSelector` as controller-gen writes it. */
const LABEL_SELECTOR: KnownShape = {
  name: "LabelSelector",
  schema: {
    type: "object",
    "x-kubernetes-map-type": "atomic",
    properties: {
      matchExpressions: {
        type: "array",
        "x-kubernetes-list-type": "atomic",
        items: {
          type: "object",
          required: ["key", "operator"],
          properties: { key: { type: "string" }, operator: { type: "string" }, values: ATOMIC_STRINGS },
        },
      },
      matchLabels: { type: "object", additionalProperties: { type: "string" } },
    },
  },
};

/** The object type of `homeostat/meta` that has exactly the structure of a schema, whatever the descriptions say. */
export function knownObject(schema: ForeignSchema): KnownShape | undefined {
  return [CONDITION, LABEL_SELECTOR].find((shape) => hasStructure(schema, shape.schema));
}

/** Every key of the shape is in the schema with the same value; other keys of the node itself may follow as markers. */
function hasStructure(schema: ForeignSchema, shape: ForeignSchema): boolean {
  const bare = withoutDescriptions(schema);
  return Object.entries(shape).every(([key, value]) => jsonEquals(bare[key], value));
}

function withoutDescriptions(schema: ForeignSchema): ForeignSchema {
  const { description: _, properties, items, ...rest } = schema;
  return {
    ...rest,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, one]) => [key, withoutDescriptions(one)]),
          ),
        }),
    ...(items === undefined ? {} : { items: withoutDescriptions(items) }),
  };
}
