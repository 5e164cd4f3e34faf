import type { SchemaError } from "@homeostat/schema";
import { nearestName } from "#diagnostics/suggestion.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { SchemaNode } from "#crd/schema-node.ts";
import type { Explanation } from "./error-detail.ts";
import { pathSteps, type ErrorPlace } from "./locate-error.ts";

/** An error inside of a schema, taken apart. */
export interface SchemaErrorParts {
  /** The server's message without its form. */
  readonly detail: string;
  readonly place: ErrorPlace;
  readonly crd: GeneratedCrd;
}

/** What is wrong with a schema, by the marker or type that made the part; undefined: another error says it better. */
export function explainSchemaError(error: SchemaError, parts: SchemaErrorParts): Explanation | undefined {
  const { detail, place } = parts;
  const subject = place.field === "" ? "the kind" : `field ${place.field}`;
  const steps = pathSteps(error.field);
  const inDefault = defaultSteps(steps);
  if (inDefault !== undefined) return explainDefault(subject, inDefault, parts);
  if (detail.includes("estimated rule cost total")) return explainTotalCost(parts);
  const key = steps.at(-1) ?? "";
  if (steps.includes("x-kubernetes-list-map-keys")) return explainListKey(subject, parts, place.ancestors);
  if (key === "properties" && Reflect.get(place.node, "type") !== "object") return undefined;
  const explain = BY_KEY[key];
  const explanation = explain?.(subject, detail, place);
  return explanation ?? { message: `${subject} cannot be so: ${error.message}`, hint: STRUCTURAL };
}

const STRUCTURAL =
  "See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema.";

type Explain = (subject: string, detail: string, place: ErrorPlace) => Explanation | undefined;

/** By the last step of the path. */
const BY_KEY: Readonly<Record<string, Explain>> = {
  uniqueItems: (subject) => ({
    message: `${subject} has +kubebuilder:validation:UniqueItems, which the API server refuses because comparing all items is too slow`,
    hint: "Use +listType=set instead.",
  }),
  pattern: (subject, detail) => ({
    message: `the pattern of ${subject} is no regular expression of Go (RE2): ${detail.replace(/^must be a valid regular expression, but isn't: /, "")}`,
    hint: "RE2 has no lookahead, lookbehind or backreferences; see https://github.com/google/re2/wiki/Syntax.",
  }),
  type: explainType,
  properties: (subject, detail) =>
    detail.includes("x-kubernetes-embedded-resource")
      ? {
          message: `${subject} is an embedded resource, but nothing of it would be kept`,
          hint: "Add +kubebuilder:pruning:PreserveUnknownFields, or describe its apiVersion, kind and metadata.",
        }
      : undefined,
  default: (subject, detail) =>
    detail.includes("list-map-keys")
      ? {
          message: `${subject} is a +listMapKey of its list, and a key must be required or have a default`,
          hint: "Write it without ?, or add +kubebuilder:default.",
        }
      : undefined,
  nullable: (subject) => ({
    message: `${subject} must not be null, because it tells the items of a list apart`,
    hint: "Leave out +nullable and | null.",
  }),
  additionalProperties: (subject) => ({
    message: `${subject} has both fields and an index signature, which no CRD can describe`,
    hint: "Move the map into a field of its own.",
  }),
  "x-kubernetes-list-type": (subject, detail) => ({
    message: `the +listType of ${subject} does not fit: ${detail}`,
    hint: "Items of a set are scalars or atomic; items of a map are objects.",
  }),
  "x-kubernetes-map-type": (subject, detail) =>
    detail.includes("list-type=set")
      ? {
          message: `${subject} is an object, and objects in a +listType=set must be atomic`,
          hint: "Put +structType=atomic on the items' type, or use +listType=map with a +listMapKey.",
        }
      : { message: `the +mapType or +structType of ${subject} does not fit: ${detail}`, hint: "Leave it out." },
  "x-kubernetes-int-or-string": (subject, detail) => ({
    message: `+kubebuilder:validation:XIntOrString on ${subject} does not go with its type: ${detail}`,
    hint: "Write the field's type as IntOrString.",
  }),
};

function explainType(subject: string, detail: string, { field }: ErrorPlace): Explanation | undefined {
  if (detail.startsWith("must not be empty")) {
    return {
      message: `${subject} has no type in the schema`,
      hint: "Add +kubebuilder:validation:Type=…, or +kubebuilder:pruning:PreserveUnknownFields to accept anything.",
    };
  }
  if (detail.includes("x-kubernetes-embedded-resource"))
    return {
      message: `${subject} is an embedded resource, and so must be an object`,
      hint: "Write its type as RawExtension or KubernetesObject.",
    };
  if (detail.includes("list-map-keys") || detail.includes("x-kubernetes-list-type"))
    return {
      message: `the type of ${subject} does not go with the +listType of its list: ${detail}`,
      hint: "Items of a +listType=map are objects with scalar keys; for scalars use +listType=set.",
    };
  return field === "" ? undefined : { message: `the type of ${subject} is wrong: ${detail}`, hint: STRUCTURAL };
}

function explainTotalCost({ detail, crd }: SchemaErrorParts): Explanation {
  const factor = /factor of (more than )?([\d.]+)x/.exec(detail);
  const times = factor === null ? "more than" : `${factor[1] ?? ""}${factor[2] ?? ""} times`;
  return {
    message: `all CEL rules of ${crd.crd.spec.names.kind} together may cost ${times} what the API server allows for a kind`,
    hint: "Bound the lists, maps and strings that they read with MaxItems, MaxProperties and MaxLength.",
  };
}

/** The steps inside of a default; undefined: the error is in none. The default of a property called `default` is not meant. */
function defaultSteps(steps: readonly string[]): readonly string[] | undefined {
  const index = steps.findIndex((step, at) => step === "default" && steps[at - 1] !== "properties");
  return index < 0 ? undefined : steps.slice(index + 1);
}

function explainDefault(subject: string, inside: readonly string[], { detail }: SchemaErrorParts): Explanation {
  if (detail.includes("list-map-keys")) {
    return {
      message: `${subject} is a +listMapKey of its list, and a key must be required or have a default`,
      hint: "Write it without ?, or add +kubebuilder:default.",
    };
  }
  const part =
    inside.length === 0 ? "" : ` at ${inside.map((step) => (/^\d+$/.test(step) ? `[${step}]` : step)).join(".")}`;
  if (detail.includes("must not have unknown fields")) {
    return {
      message: `the default of ${subject} has fields that its type does not have`,
      hint: "Check the spelling of the names, also their capitals.",
    };
  }
  if (detail === "Required value" || detail === "") {
    return {
      message: `the default of ${subject} lacks the required field ${inside.join(".")}`,
      hint: "A default must be complete: defaults of fields inside of it are not filled in before it is checked. Write the value out, or make the field optional.",
    };
  }
  return {
    message: `the default of ${subject} is refused by its own schema${part}: it ${requirement(detail)}`,
    hint: "Change the default, or what the field allows.",
  };
}

/** "must be of type integer: "string"" as a clause. */
function requirement(detail: string): string {
  const text = detail.replace(/^.* in body /, "");
  const type = /^must be of type (\w+): "(\w+)"$/.exec(text);
  if (type !== null) return `must be of type ${type[1] ?? ""}, but is ${type[2] ?? ""}`;
  return text.replace(/^supported values: /, "must be one of ");
}

function explainListKey(
  subject: string,
  { detail, place }: SchemaErrorParts,
  ancestors: readonly object[],
): Explanation {
  const list = ancestors.findLast(isKeyedList);
  const names = Object.keys(list?.items?.properties ?? {});
  const index = Number(place.rest.at(-1) ?? Number.NaN);
  const key = list?.["x-kubernetes-list-map-keys"]?.[Number.isNaN(index) ? 0 : index];
  if (detail.includes("names of item properties")) {
    const meant = key === undefined ? undefined : nearestName(key, names);
    return {
      message: `+listMapKey=${key ?? ""} of ${subject} is not a field of the list's items`,
      hint: meant === undefined ? `They have: ${names.join(", ")}.` : `Did you mean +listMapKey=${meant}?`,
    };
  }
  if (detail.includes("must not be empty")) {
    return {
      message: `${subject} has +listType=map, but no field that tells the items apart`,
      hint: "Add +listMapKey=<name of a required field of the items>.",
    };
  }
  if (detail.includes("duplicate")) {
    const keys = list?.["x-kubernetes-list-map-keys"] ?? [];
    const twice = keys.find((one, at) => keys.indexOf(one) < at) ?? "";
    return { message: `${subject} has +listMapKey=${twice} more than once`, hint: "Keep one of them." };
  }
  return {
    message: `the +listMapKey of ${subject} does not fit: ${detail}`,
    hint: "It goes with +listType=map on an array of objects.",
  };
}

function isKeyedList(node: object): node is SchemaNode {
  return "x-kubernetes-list-type" in node;
}
