/** True for a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a JSON array (whose items are unknown, not `any`). */
export function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The path of an object's field below `path`, as the API server writes it: `spec.replicas`. */
export function fieldPath(path: string, field: string): string {
  return path === "" ? field : `${path}.${field}`;
}

/** A copy of `source` in which `field` is `value`. `copy` is reused when it was already made. */
export function withField(
  source: Readonly<Record<string, unknown>>,
  copy: Record<string, unknown> | undefined,
  field: { readonly name: string; readonly value: unknown },
): Record<string, unknown> {
  const target = copy ?? { ...source };
  target[field.name] = field.value;
  return target;
}
