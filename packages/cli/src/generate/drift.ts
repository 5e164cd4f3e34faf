import type { GeneratedFile } from "#files/generated-file.ts";
import { readProjectText } from "./project-text.ts";

/** A generated file that is not as it should be. */
export interface Drift {
  /** Relative to the project. */
  readonly path: string;
  readonly state: "missing" | "differs" | "stale";
  /** Of a file that differs: the first line that does, from 1. */
  readonly line?: number;
}

/** Compares what generators would write with what is there; `stale` are the files that should be gone. */
export function driftOf(project: string, files: readonly GeneratedFile[], stale: readonly string[]): readonly Drift[] {
  const drift = files.flatMap(({ path, content }): readonly Drift[] => {
    const found = readProjectText(project, path);
    if (found === undefined) return [{ path, state: "missing" }];
    return found === content ? [] : [{ path, state: "differs", line: firstDifference(found, content) }];
  });
  return [...drift, ...stale.map((path) => ({ path, state: "stale" }) as const)];
}

function firstDifference(found: string, wanted: string): number {
  const left = found.split("\n");
  const right = wanted.split("\n");
  return left.findIndex((line, index) => line !== right[index]) + 1 || left.length;
}
