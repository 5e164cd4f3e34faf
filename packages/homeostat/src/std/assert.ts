/** Fails with "invariant violated: …" when our own reasoning is wrong; never for a user's mistake. On in production. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new Error(`invariant violated: ${invariant}`);
}

/** Marks a branch that the types say cannot be reached. */
export function unreachable(value: never): never {
  throw new Error(`invariant violated: unexpected value ${JSON.stringify(value)}`);
}
