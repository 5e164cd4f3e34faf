/**
 * Something the manager runs. Phases start in this order, each when the one before is ready: `server` (health, metrics,
 * webhooks), `cache`, `always` (every replica), `leader` (only while leading). They stop in the reverse order.
 */
export interface Runnable {
  /** For logs and errors. */
  readonly name: string;
  readonly phase: "server" | "cache" | "always" | "leader";
  /** Settles only when everything it started has stopped. A rejection stops the manager. */
  run(signals: RunSignals): Promise<void>;
  /** Resolves when the next phase may start; absent: at once. Rejects to stop the manager. */
  ready?(signal: AbortSignal): Promise<void>;
}

/** Two signals for an orderly end: first no new work, then no work at all. */
export interface RunSignals {
  /** Take no new work, finish what is under way. */
  readonly stopping: AbortSignal;
  /** The grace period is over: give up. */
  readonly abort: AbortSignal;
}
