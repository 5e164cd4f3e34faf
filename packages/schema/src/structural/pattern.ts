import { createRequire } from "node:module";
import type { RE2JS } from "re2js";

/**
 * Whether `text` has a match of `pattern`, in Go's syntax (RE2: no look-around, no back references, linear time). Patterns are
 * compiled once; one that does not compile matches nothing (a CRD with it is refused before).
 */
export function matchesPattern(pattern: string, text: string): boolean {
  return compiledPattern(pattern)?.test(text) ?? false;
}

/** Why a pattern does not compile, in the words of Go's regexp package; undefined when it does. */
export function patternProblem(pattern: string): string | undefined {
  try {
    loadRe2().RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Bounded: when full, the oldest pattern is forgotten. */
const CACHED_PATTERNS = 4096;
const cache = new Map<string, RE2JS | undefined>();

function compiledPattern(pattern: string): RE2JS | undefined {
  if (cache.has(pattern)) return cache.get(pattern);
  const compiled = compile(pattern);
  if (cache.size >= CACHED_PATTERNS) {
    const oldest = cache.keys().next();
    if (oldest.done !== true) cache.delete(oldest.value);
  }
  cache.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return loadRe2().RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

/** Loaded at first use: few programs have patterns to match, and the package is larger than ours. */
function loadRe2(): typeof import("re2js") {
  return createRequire(import.meta.url)("re2js") as typeof import("re2js");
}
