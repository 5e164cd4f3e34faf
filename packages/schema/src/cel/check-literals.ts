import { isSameType } from "./assignable.ts";
import { formatCallIssues } from "./check-format-call.ts";
import type { CelIssue, CheckedExpression, EnvironmentOptions } from "./environment.ts";
import { mismatchText, optionalContent } from "./checker-context.ts";
import type { CallExpression, Constant, Expression, ListExpression, MapExpression } from "./expression.ts";
import { functionTable } from "./function-table.ts";
import type { Overload } from "./library.ts";
import { partsOf } from "./parts-of.ts";
import { DYN, type CelType } from "./type.ts";
import type { Value } from "./value.ts";

/**
 * What Kubernetes refuses beyond type errors: literal durations, timestamps, regular expressions and formats that are none, and lists
 * and maps written out whose parts have different types (except among the arguments of `format`).
 */
export function checkLiterals(checked: CheckedExpression, environment: EnvironmentOptions): readonly CelIssue[] {
  const issues: CelIssue[] = [];
  const { overloads } = functionTable(environment.libraries);
  const typeOf = (expression: Expression): CelType => checked.types.get(expression.id) ?? DYN;
  const overloadsOf = (call: CallExpression): readonly Overload[] => {
    return (checked.references.get(call.id)?.overloads ?? []).flatMap((id) => overloads.get(id)?.overload ?? []);
  };
  const visit = (expression: Expression, mayMix: boolean): void => {
    if (expression.kind === "call") {
      const meant = overloadsOf(expression);
      issues.push(...callIssues(expression, meant));
      if (meant.some(({ id }) => id === "string_format")) issues.push(...formatCallIssues(expression, typeOf));
    }
    if (expression.kind === "list" && !mayMix) issues.push(...listIssues(expression, typeOf));
    if (expression.kind === "map" && !mayMix) issues.push(...mapIssues(expression, typeOf));
    const isAggregate = expression.kind === "list" || expression.kind === "map";
    const partsMayMix = expression.kind === "call" ? expression.function === "format" : isAggregate && mayMix;
    for (const part of partsOf(expression)) visit(part, partsMayMix);
  };
  visit(checked.expression, false);
  return issues;
}

/** Tries the function on a literal argument. */
function callIssues(call: CallExpression, overloads: readonly Overload[]): readonly CelIssue[] {
  const [literal] = call.args;
  if (literal?.kind !== "constant" || !CHECKED_FUNCTIONS.has(call.function)) return [];
  const value = valueOf(literal.constant);
  const isMatch = call.function === "matches";
  if (isMatch && typeof value !== "string") return [];
  const args = isMatch ? ["", value] : [value];
  const works = overloads.length === 0 || overloads.some((overload) => succeeds(overload, args));
  return works ? [] : [{ message: `invalid ${call.function} argument`, offset: literal.offset }];
}

function succeeds(overload: Overload, args: readonly Value[]): boolean {
  try {
    overload.call?.(args);
    return true;
  } catch {
    return false;
  }
}

function listIssues(list: ListExpression, typeOf: (expression: Expression) => CelType): readonly CelIssue[] {
  let expected: CelType | undefined;
  for (const [i, element] of list.elements.entries()) {
    const type = contentType(typeOf(element), list.optionalIndices.includes(i));
    expected ??= type;
    if (!isSameType(expected, type)) return [{ message: mismatchText(expected, type), offset: element.offset }];
  }
  return [];
}

function mapIssues(map: MapExpression, typeOf: (expression: Expression) => CelType): readonly CelIssue[] {
  const issues: CelIssue[] = [];
  let expected: { readonly key: CelType; readonly value: CelType } | undefined;
  for (const entry of map.entries) {
    const found = { key: typeOf(entry.key), value: contentType(typeOf(entry.value), entry.optional) };
    expected ??= found;
    for (const part of ["key", "value"] as const) {
      if (isSameType(expected[part], found[part])) continue;
      issues.push({ message: mismatchText(expected[part], found[part]), offset: entry[part].offset });
    }
  }
  return issues;
}

function contentType(type: CelType, optional: boolean): CelType {
  return optional ? (optionalContent(type) ?? type) : type;
}

function valueOf(constant: Constant): Value {
  switch (constant.type) {
    case "null":
      return null;
    case "uint":
      return { celKind: "uint", value: constant.value };
    default:
      return constant.value;
  }
}

const CHECKED_FUNCTIONS: ReadonlySet<string> = new Set(["duration", "timestamp", "matches"]);
