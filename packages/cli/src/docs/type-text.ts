import { builtinType } from "#kinds/builtin-type.ts";
import type { KnownType, Scalar, TypeDeclaration, TypeNode } from "#model/model.ts";
import { code } from "./markdown.ts";

/** Anchor of a named type that the document describes. */
export type AnchorOf = (declaration: TypeDeclaration) => string;

/** A type as Markdown, with links to what is described elsewhere. */
export function typeText(type: TypeNode, anchorOf: AnchorOf): string {
  switch (type.node) {
    case "scalar":
      return SCALARS[type.scalar];
    case "known":
      return knownText(type.known);
    case "enum":
      return typeof type.values[0] === "number" ? "integer" : "string";
    case "array":
      return `array of ${typeText(type.items, anchorOf)}`;
    case "map":
      return `map of string to ${typeText(type.values, anchorOf)}`;
    case "reference":
      return `[${type.target.name}](#${anchorOf(type.target)})`;
    case "builtin": {
      const { name, url } = builtinType(type.definition);
      return type.field === undefined ? `[${name}](${url})` : `[${name}](${url}).${type.field}`;
    }
    case "object":
      return "object";
    case "invalid":
      return "";
  }
}

/** The values of a union, else undefined. */
export function enumText(type: TypeNode): string | undefined {
  return type.node === "enum" ? `one of ${type.values.map((value) => code(String(value))).join(", ")}` : undefined;
}

const SCALARS: Readonly<Record<Scalar, string>> = {
  string: "string",
  boolean: "boolean",
  int32: "integer (int32)",
  int64: "integer (int64)",
  integer: "integer",
  double: "number",
  base64: "string (base64)",
};

function knownText(known: KnownType): string {
  const link = LINKS[known];
  if (known === "KubernetesObject") return "object (of any kind)";
  return link === undefined ? known : `[${NAMES[known] ?? known}](${link})`;
}

const COMMON = "https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/";
const REFERENCE = "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/";

/** Of those that Kubernetes calls otherwise. */
const NAMES: Partial<Record<KnownType, string>> = { JSONValue: "JSON", Fields: "FieldsV1" };

const LINKS: Partial<Record<KnownType, string>> = {
  Time: `${REFERENCE}#time-v1-meta`,
  MicroTime: `${REFERENCE}#microtime-v1-meta`,
  Duration: "https://pkg.go.dev/time#ParseDuration",
  Quantity: `${COMMON}quantity/`,
  IntOrString: `${REFERENCE}#intorstring-intstr-util`,
  ObjectMeta: `${COMMON}object-meta/`,
  Condition: `${REFERENCE}#condition-v1-meta`,
  LabelSelector: `${COMMON}label-selector/`,
  RawExtension: `${REFERENCE}#rawextension-runtime-pkg`,
  JSONValue: `${REFERENCE}#json-v1-apiextensions-k8s-io`,
  Fields: `${REFERENCE}#fieldsv1-v1-meta`,
};
