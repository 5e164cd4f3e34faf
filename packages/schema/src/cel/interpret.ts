import type { CheckedExpression, CostTracker, EnvironmentOptions, Program } from "./environment.ts";
import type { Frame } from "./frame.ts";
import { createPlanner } from "./plan.ts";
import type { Value } from "./value.ts";

/**
 * Makes an expression ready to run: functions are looked up and constants computed once, here. Costs are cel-go's, as Kubernetes
 * configures it. Throws `CelError` when a conversion of a constant fails, as `int("a")`: the API server then refuses the expression
 * (`program instantiation failed`).
 *
 * An expression that was parsed but not checked (no types, no references) runs too, with overloads chosen by the values.
 */
export function createProgram(checked: CheckedExpression, environment: EnvironmentOptions): Program {
  const planner = createPlanner(checked, environment);
  const { evaluate } = planner.plan(checked.expression);
  return {
    evaluate(variables: Readonly<Record<string, Value>>, cost?: CostTracker): Value {
      const frame: Frame = { variables, slots: [], remaining: cost?.remaining ?? Infinity };
      if (cost === undefined) return evaluate(frame);
      try {
        return evaluate(frame);
      } finally {
        cost.remaining = frame.remaining;
      }
    },
  };
}
