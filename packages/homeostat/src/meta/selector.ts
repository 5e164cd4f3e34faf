import { labelKeyProblems, labelValueProblems } from "./label-syntax.ts";
import { parseLabelRequirements } from "./label-selector-parser.ts";
import { SelectorError } from "./selector-error.ts";

export { type FieldRequirement, fieldSelectorText, parseFieldSelector } from "./field-selector.ts";
export { SelectorError } from "./selector-error.ts";

/**
 * Which objects, by their labels: all requirements must hold. No requirement selects everything.
 * See https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export interface ParsedLabelSelector {
  /** Sorted by key. */
  readonly requirements: readonly LabelRequirement[];
  /** Selects no object, whatever the requirements: what an absent selector in an object's spec means. */
  readonly nothing?: true;
}

/** One requirement; `values` is empty for `exists` and `!`, has one element for the comparisons, and is sorted. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

/** How a requirement compares a label, in the text syntax of selectors. */
export type LabelOperator = "=" | "==" | "!=" | "in" | "notin" | "exists" | "!" | "gt" | "lt";

/** A label selector as objects hold it (`metav1.LabelSelector`). */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Parses `app in (a,b),!canary,tier=web`; throws `SelectorError` with the API server's message. */
export function parseLabelSelector(text: string): ParsedLabelSelector {
  const requirements = parseLabelRequirements(text, (key, operator, values) => labelRequirement(key, operator, values));
  return { requirements: sortByKey(requirements) };
}

/** Whether an object with `labels` is selected. */
export function matchesLabels(
  selector: ParsedLabelSelector,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  if (selector.nothing) return false;
  for (const requirement of selector.requirements) {
    const value = labels !== undefined && Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
    if (!meets(requirement, value)) return false;
  }
  return true;
}

/** The text syntax of a selector, as query parameters carry it. */
export function labelSelectorText(selector: ParsedLabelSelector): string {
  return selector.requirements.map(requirementText).join(",");
}

/** The selector of an object's `spec.selector`: absent selects nothing, an empty one everything. */
export function selectorOf(object: LabelSelector | undefined): ParsedLabelSelector {
  if (object === undefined) return { requirements: [], nothing: true };
  const requirements = Object.entries(object.matchLabels ?? {}).map(([key, value]) =>
    labelRequirement(key, "=", [value]),
  );
  for (const { key, operator, values = [] } of object.matchExpressions ?? []) {
    const ours = expressionOperators[operator];
    if (ours === undefined) throw new SelectorError(`"${operator}" is not a valid label selector operator`);
    requirements.push(labelRequirement(key, ours, values));
  }
  return { requirements: sortByKey(requirements) };
}

/** The selector that asks for equality with every one of `labels`. */
export function selectorFromLabels(labels: Readonly<Record<string, string>>): ParsedLabelSelector {
  return selectorOf({ matchLabels: labels });
}

const expressionOperators: Readonly<Record<string, LabelOperator | undefined>> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!",
};

function meets({ operator, values }: LabelRequirement, value: string | undefined): boolean {
  switch (operator) {
    case "=":
    case "==":
    case "in":
      return value !== undefined && values.includes(value);
    case "!=":
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case "gt":
    case "lt":
      return value !== undefined && integer.test(value) && compares(operator, BigInt(value), BigInt(values[0] ?? "0"));
  }
}

function compares(operator: "gt" | "lt", left: bigint, right: bigint): boolean {
  return operator === "gt" ? left > right : left < right;
}

function requirementText({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values.join(",")})`;
    case "gt":
      return `${key}>${values[0] ?? ""}`;
    case "lt":
      return `${key}<${values[0] ?? ""}`;
    default:
      return `${key}${operator}${values[0] ?? ""}`;
  }
}

/** One valid requirement; throws all that is wrong with it in one `SelectorError`. */
function labelRequirement(key: string, operator: LabelOperator, values: readonly string[]): LabelRequirement {
  const problems = invalid("key", key, labelKeyProblems(key));
  if (operator === "in" || operator === "notin") {
    if (values.length === 0)
      problems.push("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
  } else if (operator === "exists" || operator === "!") {
    if (values.length > 0) {
      problems.push(
        `values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`,
      );
    }
  } else if (operator === "gt" || operator === "lt") {
    values.forEach((value, index) => {
      if (!integer.test(value)) {
        problems.push(
          ...invalid(`values[${index}]`, value, ["for 'Gt', 'Lt' operators, the value must be an integer"]),
        );
      }
    });
  }
  values.forEach((value, index) =>
    problems.push(...invalid(`values[${index}][${key}]`, value, labelValueProblems(value))),
  );
  if (problems.length > 0)
    throw new SelectorError(problems.length === 1 ? String(problems[0]) : `[${problems.join(", ")}]`);
  return { key, operator, values: [...new Set(values)].sort() };
}

function invalid(field: string, value: string, problems: readonly string[]): string[] {
  return problems.length === 0 ? [] : [`${field}: Invalid value: ${JSON.stringify(value)}: ${problems.join("; ")}`];
}

function sortByKey(requirements: readonly LabelRequirement[]): readonly LabelRequirement[] {
  return [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

const integer = /^[+-]?\d+$/;
