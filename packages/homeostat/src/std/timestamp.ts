/** `2026-01-01T00:00:00.000Z` for milliseconds since the epoch. */
export function isoTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}

/** Milliseconds since the epoch for an RFC 3339 time with any fraction and offset; undefined when it is not one. */
export function parseRfc3339(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
