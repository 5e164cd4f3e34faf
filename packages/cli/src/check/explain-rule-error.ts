import type { SchemaError } from "@homeostat/schema";
import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { SchemaNode } from "#crd/schema-node.ts";
import { detailOf, diagnosticOf, type Explanation } from "./error-detail.ts";
import type { ErrorPlace } from "./locate-error.ts";

/** What is wrong with an entry of `x-kubernetes-validations`, at the place inside of the expression if possible. */
export function explainRuleError(
  error: SchemaError,
  place: ErrorPlace,
  { sources }: GeneratedCrd,
): readonly Diagnostic[] {
  const detail = detailOf(error);
  const key = place.rest[0] ?? "rule";
  const subject = `the CEL ${key === "rule" ? "rule" : key} ${whose(place)}`;
  if (detail.includes("exceeds budget") || detail.includes("exceeding cost limit"))
    return [diagnosticOf(costExplanation(subject, detail, place), place)];
  const source: unknown = Reflect.get(place.node, key);
  const position = sources.positionOf(place.node, key) ?? place.position;
  const issues = issuesOf(detail);
  if (issues.length === 0) return [diagnosticOf(otherExplanation(subject, detail), place)];
  return issues.map(({ line, column, text }) => ({
    severity: "error",
    message: `${subject} does not compile: ${text}`,
    ...inside(position, typeof source === "string" ? source : "", { line, column }),
    hint: hintFor(text),
  }));
}

/** Errors that are not of the expression's text. */
function otherExplanation(subject: string, detail: string): Explanation {
  const known = OTHERS.find(([part]) => detail.includes(part));
  if (known === undefined) return { message: `${subject} cannot be used: ${detail}`, hint: LANGUAGE };
  const [, text, hint] = known;
  return { message: `${subject} ${text}`, hint };
}

const LANGUAGE = "See https://kubernetes.io/docs/reference/using-api/cel/ for what expressions can do.";

const OTHERS: readonly (readonly [part: string, text: string, hint: string])[] = [
  ["must evaluate to a bool", "is not a condition: it must yield true or false", "Compare the value with another one."],
  ["must evaluate to a string", "must yield a string", "Convert the value with string(…)."],
  [
    "uncorrelatable",
    "uses oldSelf below a list whose items cannot be told apart, so that there is no old value to compare with",
    "Make the list a map with +listType=map and +listMapKey, or put the rule on the list itself.",
  ],
  ["oldSelf is not used", "sets optionalOldSelf, but its rule does not use oldSelf", "Leave out optionalOldSelf."],
  ["rule is not specified", "is empty", 'Write a condition in CEL, such as rule="self.min <= self.max".'],
  [
    "must be specified if rule contains line breaks",
    "is needed, because the rule has several lines",
    'Add message="…".',
  ],
  ["must not contain line breaks", "must stand on one line", "Remove the line breaks."],
  ["must be non-empty if specified", "is empty", "Write a text, or leave it out."],
];

/** `of field spec.replicas`; of the object as a whole for rules at the root. */
function whose({ field }: ErrorPlace): string {
  return field === "" ? "of the kind" : `of field ${field}`;
}

interface Issue {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** The errors in cel-go's form: `ERROR: <input>:1:5: message`, each with the source below it. */
function issuesOf(detail: string): readonly Issue[] {
  return Array.from(detail.matchAll(/ERROR: <input>:(\d+):(\d+): (.*)/g), ([, line, column, text]) => ({
    line: Number(line),
    column: Number(column),
    text: text ?? "",
  }));
}

/** The place in the file, if the expression stands there as it is: in quotes of one character, without escapes. */
function inside(
  position: Position | undefined,
  source: string,
  at: { readonly line: number; readonly column: number },
): { readonly position?: Position } {
  if (position === undefined) return {};
  const quoted = position.length === source.length + 2;
  if (!quoted || at.line !== 1 || source.includes("\n")) return { position };
  const before = Array.from(source)
    .slice(0, at.column - 1)
    .join("").length;
  const length = /^[\w.]+/.exec(source.slice(before))?.[0].length ?? 1;
  return { position: { ...position, column: position.column + 1 + before, length } };
}

function hintFor(text: string): string {
  if (text.startsWith("undeclared reference"))
    return "Fields are reached through self: write self.name, and has(self.name) to ask whether an optional field is set.";
  if (text.startsWith("undefined field"))
    return "Use the JSON name of a field of this type; names with special characters are escaped, as in self.x__dash__y.";
  if (text.startsWith("found no matching overload"))
    return "Compare and combine values of the same type; convert with int(), double() or string().";
  if (text.startsWith("Syntax error")) return LANGUAGE;
  return LANGUAGE;
}

function costExplanation(
  subject: string,
  detail: string,
  place: ErrorPlace,
): { readonly message: string; readonly hint: string } {
  const factor = /factor of (more than )?([\d.]+)x/.exec(detail);
  const message =
    factor === null
      ? `${subject} is one of those that together may cost more than the API server allows for a kind`
      : `${subject} may cost ${factor[1] ?? ""}${factor[2] ?? ""} times what the API server allows`;
  const open = unboundedFields(place);
  const hint =
    open.length === 0
      ? "Simplify the rule, or lower the bounds of the lists, maps and strings that it reads."
      : `Bound what the rule reads: ${open.join("; ")}.`;
  return { message, hint };
}

const MAX_NAMED = 4;

/** The lists, maps and strings around and directly below the rule that have no upper bound, with the marker that gives one. */
function unboundedFields({ ancestors, field }: ErrorPlace): readonly string[] {
  const schemas: readonly SchemaNode[] = ancestors.filter(isSchema);
  const own = schemas.at(-1);
  const found: string[] = [];
  for (const schema of schemas.slice(0, -1)) {
    const marker = missingBound(schema);
    if (marker !== undefined)
      found.push(`+kubebuilder:validation:${marker}=… on the ${schema.type === "array" ? "list" : "map"} around it`);
  }
  const below = own === undefined ? [] : [["", own] as const, ...Object.entries(own.properties ?? {})];
  for (const [name, schema] of below) {
    const marker = missingBound(schema);
    const path = [field, name].filter((part) => part !== "").join(".");
    if (marker !== undefined) found.push(`+kubebuilder:validation:${marker}=… on ${path === "" ? "the kind" : path}`);
    const items = schema.items === undefined ? undefined : missingBound(schema.items);
    if (items !== undefined) found.push(`+kubebuilder:validation:items:${items}=… on ${path}`);
  }
  return found.slice(0, MAX_NAMED);
}

function missingBound(schema: SchemaNode): string | undefined {
  if (schema.type === "array" && schema.maxItems === undefined) return "MaxItems";
  if (schema.type === "object" && schema.additionalProperties !== undefined && schema.maxProperties === undefined)
    return "MaxProperties";
  const isText = schema.type === "string" && schema.enum === undefined && schema.format === undefined;
  return isText && schema.maxLength === undefined ? "MaxLength" : undefined;
}

function isSchema(node: object): node is SchemaNode {
  return "type" in node && typeof node.type === "string" && !("rule" in node);
}
