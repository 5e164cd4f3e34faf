/** Something to tell the user about what they wrote. Errors stop everything: nothing is written. */
export interface Diagnostic {
  readonly severity: "error" | "warning" | "info";
  /** What was attempted and what is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** Absent only when no place of a file is to blame (a folder that cannot be read). */
  readonly position?: Position;
  /** What to do, as a sentence: shown on a line of its own. */
  readonly hint?: string;
  /** Other places that matter, for example the first of two declarations. */
  readonly related?: readonly { readonly message: string; readonly position: Position }[];
}

/** A stretch of one line of a file. */
export interface Position {
  /** As the user would write it: relative to the working directory. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** In UTF-16 units; what is underlined. Default 1. */
  readonly length?: number;
}

/** Whether something must be mended first. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** A mistake of the user: what the commands print instead of a stack trace, with exit code 1. */
export class DiagnosticError extends Error {
  override readonly name = "DiagnosticError";
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((one) => one.message).join("\n"));
    this.diagnostics = diagnostics;
  }
}
