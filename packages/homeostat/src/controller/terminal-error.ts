const TERMINAL_ERROR: symbol = Symbol.for("homeostat.TerminalError");

/** A failure that trying again cannot mend: it is logged and counted, and the next event wakes the controller. */
export class TerminalError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TerminalError";
    Object.defineProperty(this, TERMINAL_ERROR, { value: true });
  }
}

/** Whether `error`, or one of its causes, is a `TerminalError`, also one from another copy of this package. */
export function isTerminalError(error: unknown): boolean {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < MAX_CAUSES;
    current = current.cause, depth++
  ) {
    if (TERMINAL_ERROR in current) return true;
  }
  return false;
}

const MAX_CAUSES = 32;
