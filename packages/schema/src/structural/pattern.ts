import { createRequire } from "node:module";
import type { RE2JS } from "re2js";

/**
 * Whether `text` has a match of `pattern`, in Go's syntax (RE2: no look-around, no back references, linear time). Patterns are
 * compiled once; one that does not compile matches nothing (a CRD with it is refused before).
 */
export function matchesPattern(pattern: string, text: string): boolean {
  return compiledPattern(pattern)?.test(text) ?? false;
}

/**
 * The first matches of `pattern` in `text`, at most `limit` of them, as Go's `FindAllString` counts: an empty match right behind another
 * is none. Undefined: the pattern does not compile.
 */
export function findMatches(pattern: string, text: string, limit: number): readonly string[] | undefined {
  const matcher = compiledPattern(pattern)?.matcher(text);
  if (matcher === undefined) return undefined;
  const matches: string[] = [];
  let previousEnd = -1;
  for (let position = 0; matches.length < limit && position <= text.length && matcher.find(position);) {
    const start = matcher.start();
    const end = matcher.end();
    if (end > position || start !== previousEnd) matches.push(text.slice(start, end));
    position = end > position ? end : position + characterLength(text, position);
    previousEnd = end;
  }
  return matches;
}

function characterLength(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

/** Why a pattern does not compile, in the words of Go's regexp package; undefined when it does. */
export function patternProblem(pattern: string): string | undefined {
  const known = outcomeOf(pattern);
  return typeof known === "string" ? known : undefined;
}

function compiledPattern(pattern: string): RE2JS | undefined {
  const known = outcomeOf(pattern);
  return typeof known === "string" ? undefined : known;
}

/** Bounded: when full, the oldest pattern is forgotten. */
const CACHED_PATTERNS = 4096;
/** Compiled patterns, or why they do not compile. */
const outcomes = new Map<string, RE2JS | string>();

function outcomeOf(pattern: string): RE2JS | string {
  let outcome = outcomes.get(pattern);
  if (outcome !== undefined) return outcome;
  if (outcomes.size >= CACHED_PATTERNS) {
    const oldest = outcomes.keys().next();
    if (oldest.done !== true) outcomes.delete(oldest.value);
  }
  outcomes.set(pattern, (outcome = compile(pattern)));
  return outcome;
}

function compile(pattern: string): RE2JS | string {
  try {
    return loadRe2().RE2JS.compile(pattern);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Loaded at first use: few programs have patterns to match, and the package is larger than ours. */
function loadRe2(): typeof import("re2js") {
  return createRequire(import.meta.url)("re2js") as typeof import("re2js");
}
