import { unreachable } from "#std/assert.ts";
import type { Outcome } from "./outcome.ts";
import { isTerminalError } from "./terminal-error.ts";

/** How a reconcile ended. */
export type ReconcileResult =
  | { readonly type: "returned"; readonly outcome: Outcome }
  | { readonly type: "failed"; readonly error: unknown }
  /** A defect of the program: something that is not an `Error`, or an error of the language, was thrown. */
  | { readonly type: "panicked"; readonly error: unknown };

/** What happens to the key, and what is counted. */
export interface OutcomeEffect {
  /** `forget`: no failures; `keep`: as many failures as before; the others add the key again. */
  readonly queue:
    | { readonly do: "forget" | "keep" }
    | { readonly do: "retry"; readonly priority?: number }
    | { readonly do: "requeue"; readonly afterMs: number; readonly priority?: number };
  /** The label of `controller_runtime_reconcile_total`. */
  readonly result: "success" | "error" | "requeue" | "requeue_after";
  /** Which of the counters of errors grow. */
  readonly counted: { readonly error: boolean; readonly terminal: boolean; readonly panic: boolean };
}

/** The requeue rules of controller-runtime (`reconcileHandler`); the first that fits is taken. */
export function outcomeEffect(result: ReconcileResult): OutcomeEffect {
  switch (result.type) {
    case "panicked":
      return { queue: { do: "retry" }, result: "error", counted: { error: true, terminal: false, panic: true } };
    case "failed": {
      const terminal = isTerminalError(result.error);
      const counted = { error: true, terminal, panic: false };
      return { queue: { do: terminal ? "keep" : "retry" }, result: "error", counted };
    }
    case "returned":
      return returnedEffect(result.outcome);
  }
}

function returnedEffect(outcome: Outcome): OutcomeEffect {
  switch (outcome.kind) {
    case "requeueAfter": {
      if (!(outcome.afterMs > 0)) return { queue: { do: "forget" }, result: "success", counted: NOTHING };
      const { afterMs } = outcome;
      return { queue: { do: "requeue", afterMs, ...priorityOf(outcome) }, result: "requeue_after", counted: NOTHING };
    }
    case "requeue":
      return { queue: { do: "retry", ...priorityOf(outcome) }, result: "requeue", counted: NOTHING };
    case "done":
      return { queue: { do: "forget" }, result: "success", counted: NOTHING };
    default:
      return unreachable(outcome);
  }
}

const NOTHING = { error: false, terminal: false, panic: false } as const;

function priorityOf({ priority }: { readonly priority?: number }): { readonly priority?: number } {
  return priority === undefined ? {} : { priority };
}
