import { CelError } from "#cel/value.ts";
import { matchesPattern, patternProblem } from "#structural/pattern.ts";

/** Whether the text has a match. Throws, in the words of Go's regexp package, when the pattern is none. */
export function matchesRegex(pattern: string, text: string): boolean {
  if (matchesPattern(pattern, text)) return true;
  const problem = knownGood.has(pattern) ? undefined : patternProblem(pattern);
  if (problem !== undefined) throw new CelError(problem);
  if (knownGood.size >= MAX_KNOWN) knownGood.clear();
  knownGood.add(pattern);
  return false;
}

/** Patterns that compile: a text without a match says nothing about its pattern. */
const knownGood = new Set<string>();
const MAX_KNOWN = 4096;
