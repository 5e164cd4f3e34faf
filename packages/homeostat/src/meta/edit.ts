import { jsonClone } from "#std/compare.ts";

/** `T` with every `readonly` taken away, at any depth. */
export type Draft<T> = T extends string | number | boolean | bigint | null | undefined
  ? T
  : T extends readonly unknown[]
    ? { -readonly [P in keyof T]: Draft<T[P]> }
    : T extends object
      ? { -readonly [P in keyof T]: Draft<T[P]> }
      : T;

/**
 * A changed copy of an object: `edit(pod, (draft) => { draft.metadata.labels = { app: "web" }; })`. The original, which may be
 * shared with a cache, stays as it is.
 */
export function edit<T extends object>(object: T, change: (draft: Draft<T>) => void): T {
  const draft = jsonClone(object) as Draft<T>;
  change(draft);
  return draft as T;
}
