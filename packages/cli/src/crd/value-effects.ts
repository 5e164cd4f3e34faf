import type { MarkerValue } from "#markers/marker.ts";
import { typeOf } from "./draft.ts";
import {
  setKey,
  valueOf,
  wrongKind,
  type MarkerEffect,
  type MarkerEffects,
  type MarkerProblem,
  type MarkerUse,
} from "./marker-effect.ts";
import type { SchemaKey, SchemaNode } from "./schema-node.ts";

const V = "kubebuilder:validation:";

/** Markers that restrict or describe single values. */
export const VALUE_EFFECTS: MarkerEffects = [
  [`${V}Maximum`, numeric("maximum")],
  [`${V}Minimum`, numeric("minimum")],
  [`${V}MultipleOf`, numeric("multipleOf")],
  [`${V}ExclusiveMaximum`, exclusive("exclusiveMaximum")],
  [`${V}ExclusiveMinimum`, exclusive("exclusiveMinimum")],
  [`${V}MaxLength`, textual("maxLength")],
  [`${V}MinLength`, textual("minLength")],
  [`${V}Pattern`, textual("pattern")],
  [`${V}Enum`, enumeration],
  ["k8s:enum", enumerationOfLiterals],
  [`${V}Format`, always("format")],
  [`${V}Type`, always("type")],
  [`${V}XIntOrString`, flag("x-kubernetes-int-or-string")],
  [`${V}XPreserveUnknownFields`, flag("x-kubernetes-preserve-unknown-fields")],
  ["kubebuilder:pruning:PreserveUnknownFields", flag("x-kubernetes-preserve-unknown-fields")],
  [`${V}XEmbeddedResource`, flag("x-kubernetes-embedded-resource")],
  [`${V}EmbeddedResource`, flag("x-kubernetes-embedded-resource")],
  ["nullable", flag("nullable")],
  ["kubebuilder:default", defaultValue],
  ["default", kubernetesDefault],
  ["kubebuilder:example", always("example")],
  ["kubebuilder:title", title],
  ["kubebuilder:externalDocs", externalDocs],
];

function isNumeric(node: SchemaNode): boolean {
  return node.type === "integer" || node.type === "number";
}

function isTextual(node: SchemaNode): boolean {
  return node.type === "string" || node["x-kubernetes-int-or-string"] === true;
}

function always(key: SchemaKey): MarkerEffect {
  return (use) => {
    const value = valueOf(use.marker);
    if (value !== undefined) setKey(use, key, value);
    return undefined;
  };
}

function flag(key: SchemaKey): MarkerEffect {
  return (use) => {
    setKey(use, key, true);
    return undefined;
  };
}

function numeric(key: "maximum" | "minimum" | "multipleOf"): MarkerEffect {
  return (use) => {
    const value = valueOf(use.marker);
    if (!isNumeric(use.node)) return wrongKind(use, "numbers");
    if (use.node.type === "integer" && !Number.isInteger(value)) {
      return {
        text: `must be a whole number, because this is an integer, not ${String(value)}`,
        argument: "",
        hint: "Write a whole number.",
      };
    }
    setKey(use, key, value);
    return undefined;
  };
}

/** `false` is what holds without the marker; it is not written. */
function exclusive(key: "exclusiveMaximum" | "exclusiveMinimum"): MarkerEffect {
  return (use) => {
    if (!isNumeric(use.node)) return wrongKind(use, "numbers");
    if (valueOf(use.marker) === true) setKey(use, key, true);
    return undefined;
  };
}

function textual(key: "maxLength" | "minLength" | "pattern"): MarkerEffect {
  return (use) => {
    if (!isTextual(use.node)) return wrongKind(use, "strings");
    setKey(use, key, valueOf(use.marker));
    return undefined;
  };
}

function enumeration(use: MarkerUse): MarkerProblem | undefined {
  const given = valueOf(use.marker);
  const values = Array.isArray(given) ? given : [given];
  const { literals } = use.draft;
  if (literals !== undefined && !sameSet(values, literals)) {
    return {
      text: `allows ${show(values)}, but the TypeScript type allows ${show(literals)}`,
      argument: "",
      hint: "Write the values once: a union of literals needs no Enum marker.",
    };
  }
  const text = values.find((value) => use.node.type === "string" && typeof value !== "string");
  if (text !== undefined && use.node["x-kubernetes-int-or-string"] !== true) {
    return {
      text: `has the value ${JSON.stringify(text)}, which is not a string, so that no value could be right`,
      argument: "",
      hint: `Quote it: "${String(text)}".`,
    };
  }
  setKey(use, "enum", values);
  return undefined;
}

function enumerationOfLiterals(use: MarkerUse): MarkerProblem | undefined {
  const hint = "Write a type alias that is a union of string literals: type Mode = 'Fast' | 'Safe'.";
  if (use.target === "field") return { text: "must stand on a type, not on a field", hint };
  if (use.node.type !== "string") return { text: "applies to types of strings", hint };
  const { literals } = use.draft;
  if (literals === undefined) return { text: "finds no values, because the type is not a union of literals", hint };
  setKey(use, "enum", [...literals].sort(byJsonText));
  return undefined;
}

function defaultValue(use: MarkerUse): MarkerProblem | undefined {
  const value = valueOf(use.marker);
  if (value === undefined) return undefined;
  // `{}` is both the empty list and the empty map in markers.
  setKey(use, "default", typeOf(use.draft) === "array" && isEmptyMap(value) ? [] : value);
  return undefined;
}

/** `+default`: gives way to `+kubebuilder:default`; references to Go constants say nothing about a CRD. */
function kubernetesDefault(use: MarkerUse): MarkerProblem | undefined {
  const value = valueOf(use.marker);
  const isReference = typeof value === "string" && /^ref\(.*\)$/.test(value);
  if (value !== undefined && use.node.default === undefined && !isReference) setKey(use, "default", value);
  return undefined;
}

function title(use: MarkerUse): MarkerProblem | undefined {
  const value = valueOf(use.marker);
  if (typeof value !== "string") {
    return { text: `must be a string, not ${JSON.stringify(value)}`, argument: "", hint: 'Quote it: "123".' };
  }
  setKey(use, "title", value);
  return undefined;
}

function externalDocs(use: MarkerUse): MarkerProblem | undefined {
  const { url, description } = use.marker.arguments;
  if (typeof url !== "string" || !isUrl(url)) {
    return {
      text: `needs a URL, and ${JSON.stringify(url)} is none`,
      argument: "url",
      hint: "Begin it with https://.",
    };
  }
  setKey(use, "externalDocs", { ...(typeof description === "string" ? { description } : {}), url });
  return undefined;
}

/** As Go's `net/url`: relative references are URLs too, but their first segment has no colon. */
function isUrl(text: string): boolean {
  const [first = ""] = text.split(/[/?#]/, 1);
  if (first.includes(":") && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(first)) return false;
  return URL.canParse(text, "https://example.com/");
}

function isEmptyMap(value: MarkerValue): boolean {
  return typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;
}

function sameSet(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value) => other.includes(value));
}

function show(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

function byJsonText(one: string | number, other: string | number): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
