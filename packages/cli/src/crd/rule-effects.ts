import { nearestName } from "#diagnostics/suggestion.ts";
import type { MarkerValue } from "#markers/marker.ts";
import { typeOf } from "./draft.ts";
import { noteKey, type MarkerEffect, type MarkerEffects, type MarkerProblem, type MarkerUse } from "./marker-effect.ts";
import { topView } from "./merge-schemas.ts";
import type { ValidationRule } from "./schema-node.ts";

const V = "kubebuilder:validation:";

/** Markers that become CEL rules. */
export const RULE_EFFECTS: MarkerEffects = [
  [`${V}XValidation`, validation],
  ["k8s:immutable", immutable],
  [`${V}AtMostOneOf`, oneOf(countOf("<= 1"), (names) => `at most one of the fields in [${names}] may be set`)],
  [`${V}ExactlyOneOf`, oneOf(countOf("== 1"), (names) => `exactly one of the fields in [${names}] must be set`)],
  [`${V}AtLeastOneOf`, oneOf(anyOf, (names) => `at least one of the fields in [${names}] must be set`)],
];

const REASONS = ["FieldValueRequired", "FieldValueInvalid", "FieldValueForbidden", "FieldValueDuplicate"];

function validation(use: MarkerUse): MarkerProblem | undefined {
  const { rule, message, messageExpression, reason, fieldPath, optionalOldSelf } = use.marker.arguments;
  if (reason !== undefined && !REASONS.includes(String(reason))) {
    return { text: `has the reason ${String(reason)}, which must be one of ${REASONS.join(", ")}`, argument: "reason" };
  }
  addRule(use, {
    rule: String(rule),
    ...textOf("message", message),
    ...textOf("messageExpression", messageExpression),
    ...textOf("reason", reason),
    ...textOf("fieldPath", fieldPath),
    ...(typeof optionalOldSelf === "boolean" ? { optionalOldSelf } : {}),
  });
  return undefined;
}

function textOf(key: string, value: MarkerValue | undefined): object {
  return value === undefined || value === "" ? {} : { [key]: String(value) };
}

function immutable(use: MarkerUse): MarkerProblem | undefined {
  addRule(use, { rule: "self == oldSelf", message: "field is immutable" });
  return undefined;
}

function countOf(comparison: string): (names: readonly string[]) => string {
  return (names) => `${names.map((name) => `(has(self.${name})?1:0)`).join("+")} ${comparison}`;
}

function anyOf(names: readonly string[]): string {
  return names.map((name) => `has(self.${name})`).join("||");
}

function oneOf(rule: (names: readonly string[]) => string, message: (names: string) => string): MarkerEffect {
  return (use) => {
    const value = use.marker.arguments[""];
    const names = (Array.isArray(value) ? value : [value]).map(String);
    const problem = oneOfProblem(use, names);
    if (problem === undefined) addRule(use, { rule: rule(names), message: message(names.join(" ")) });
    return problem;
  };
}

function oneOfProblem(use: MarkerUse, names: readonly string[]): MarkerProblem | undefined {
  const { node, draft, target } = use;
  if (target === "field") return { text: "must stand on a type, not on a field", hint: "Move it above the interface." };
  if (typeOf(draft) !== "object") {
    return { text: "applies to object types only", hint: "Put it on the interface that has the fields." };
  }
  const nested = names.find((name) => name.includes("."));
  if (nested !== undefined) {
    const hint = `Put the marker on the type that declares ${nested.split(".").at(-1) ?? nested}.`;
    return { text: `names ${nested}, a field of another object`, argument: "", hint };
  }
  const parts = [node, draft.base ?? {}, ...(draft.embedded ?? [])].map(topView);
  const fields = parts.flatMap((part) => Object.keys(part.properties ?? {}));
  const unknown = names.find((name) => !fields.includes(name));
  if (unknown !== undefined) {
    const meant = nearestName(unknown, fields);
    const hint = meant === undefined ? `It has: ${fields.join(", ")}.` : `Did you mean ${meant}?`;
    return { text: `names ${unknown}, which is not a field of the type`, argument: "", hint };
  }
  const required = names.find((name) => parts.some((part) => part.required?.includes(name) === true));
  if (required === undefined) return undefined;
  return {
    text: `names ${required}, which is required, so that it is always set`,
    argument: "",
    hint: `Make it optional: ${required}?: …`,
  };
}

function addRule(use: MarkerUse, rule: ValidationRule): void {
  const { marker, node, sources } = use;
  sources.record(rule, marker.position);
  for (const key of Object.keys(rule)) {
    const position = marker.argumentPositions[key];
    if (position !== undefined) sources.recordKey(rule, key, position);
  }
  node["x-kubernetes-validations"] = [...(node["x-kubernetes-validations"] ?? []), rule];
  noteKey(use, "x-kubernetes-validations");
}
