/** Deep equality of JSON values; a key that is `undefined` equals an absent one. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => jsonEqual(item, b[index]));
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key in left) {
    if (!jsonEqual(left[key], key === PROTO && !Object.hasOwn(right, key) ? undefined : right[key])) return false;
  }
  for (const key in right) {
    if (right[key] !== undefined && (left[key] === undefined || (key === PROTO && !Object.hasOwn(left, key))))
      return false;
  }
  return true;
}

/** A key like any other in JSON (a ConfigMap may have it), but not for assignments and reads in JavaScript. */
const PROTO = "__proto__";

/** A deep copy of a JSON value. Faster than `structuredClone`, which must also handle cycles and classes. */
export function jsonClone<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => jsonClone(item)) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const child = jsonClone((value as Record<string, unknown>)[key]);
    if (key === PROTO) Object.defineProperty(copy, key, { ...OWN, value: child });
    else copy[key] = child;
  }
  return copy as T;
}

const OWN = { configurable: true, enumerable: true, writable: true };

/** Freezes a JSON value and everything in it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const child of Object.values(value)) deepFreeze(child);
  return Object.freeze(value);
}
