/**
 * Whether something was thrown because the program is wrong rather than its world: errors of the language, and things that are
 * no errors. A `TypeError` with a cause is a failed `fetch`.
 */
export function isDefect(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return true;
  return languageErrors.has(thrown.name) && thrown.cause === undefined;
}

const languageErrors: ReadonlySet<string> = new Set(["TypeError", "ReferenceError", "RangeError", "SyntaxError"]);
