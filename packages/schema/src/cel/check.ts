import { checkLiterals } from "./check-literals.ts";
import { substitute } from "./assignable.ts";
import type { CelIssue, CheckedExpression, EnvironmentOptions } from "./environment.ts";
import { createExpressionChecker } from "./expression-checker.ts";
import { parseExpression } from "./parse.ts";
import { rewrite } from "./rewrite.ts";
import { DYN } from "./type.ts";

/**
 * Parses an expression and gives every node of it a type, with the messages of cel-go's type checker. In the result names are written in
 * full and namespaced functions (`optional.of`) have no receiver any more.
 * See https://github.com/google/cel-spec/blob/master/doc/langdef.md#type-checker
 */
export function checkExpression(
  source: string,
  environment: EnvironmentOptions,
): CheckedExpression | { readonly issues: readonly CelIssue[] } {
  const macros = environment.libraries.flatMap((library) => library.macros ?? []);
  const parsed = parseExpression(source, macros, { escapedFields: environment.dialect === "standard" });
  if ("issues" in parsed) return parsed;
  const { types, references, issues, substitutions, check } = createExpressionChecker(environment);
  check(parsed.expression);
  if (issues.length > 0) return { issues };
  for (const [id, type] of types) types.set(id, substitute(substitutions, type, true));
  const expression = rewrite(parsed.expression, references);
  const checked = { source, expression, types, references, resultType: types.get(expression.id) ?? DYN };
  if (environment.dialect !== "standard") issues.push(...checkLiterals(checked, environment));
  return issues.length > 0 ? { issues } : checked;
}
