import type { CelIssue } from "./environment.ts";
import type { Expression } from "./expression.ts";
import { partsOf } from "./parts-of.ts";
import { NO_OFFSET, ParseAborted } from "./token-reader.ts";

/** Keeps expressions from being nested too deep, counted as cel-go does: each grammar rule by itself, and operators and selections together. */
export interface DepthLimits {
  /** One more of this rule is open. */
  enter(rule: string): void;
  at(rule: string): number;
  reset(rule: string, depth: number): void;
  /** This expression is one level deeper than what it is made of. */
  nested(expression: Expression): Expression;
  /** This expression is as deep as what it is made of. */
  spread(expression: Expression): Expression;
}

export function createDepthLimits(issues: CelIssue[]): DepthLimits {
  const open = new Map<string, number>();
  const levels = new WeakMap<Expression, number>();
  const abort = (message: string): ParseAborted => {
    issues.push({ message, offset: NO_OFFSET });
    return new ParseAborted();
  };
  const deepest = (expression: Expression): number =>
    Math.max(0, ...partsOf(expression).map((part) => levels.get(part) ?? 0));
  return {
    enter: (rule) => {
      const depth = (open.get(rule) ?? 0) + 1;
      if (depth > MAX_DEPTH) throw abort(`expression recursion limit exceeded: ${String(MAX_DEPTH)}`);
      open.set(rule, depth);
    },
    at: (rule) => open.get(rule) ?? 0,
    reset: (rule, depth) => {
      open.set(rule, depth);
    },
    nested: (expression) => {
      const level = deepest(expression) + 1;
      if (level > MAX_DEPTH) throw abort("max recursion depth exceeded");
      levels.set(expression, level);
      return expression;
    },
    spread: (expression) => {
      levels.set(expression, deepest(expression));
      return expression;
    },
  };
}

/** The limit of cel-go, which Kubernetes leaves as it is. */
const MAX_DEPTH = 250;
