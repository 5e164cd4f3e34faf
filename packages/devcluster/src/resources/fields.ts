/** An object of unknown shape: built-in kinds are read by name, as their JSON is. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; empty when it is not one. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of a list; empty when it is not one. */
export function items(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

/** The strings of a list; empty when it is not one. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The string; empty when it is not one. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The number; undefined when it is not one. */
export function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The object with these fields where it has none. The same object when nothing was missing. */
export function fill<T extends Fields>(value: T, defaults: Fields): T {
  let filled: Record<string, unknown> | undefined;
  for (const key of Object.keys(defaults)) {
    if (value[key] !== undefined || defaults[key] === undefined) continue;
    filled ??= { ...value };
    filled[key] = defaults[key];
  }
  return (filled as T | undefined) ?? value;
}

/** The object with `change` applied to the object in a field, when there is one. */
export function changeField<T extends Fields>(value: T, key: string, change: (nested: Fields) => Fields): T {
  const nested = value[key];
  if (!isFields(nested)) return value;
  const changed = change(nested);
  return changed === nested ? value : { ...value, [key]: changed };
}

/** The object with `change` applied to every object of a list field, when there is one. */
export function changeItems<T extends Fields>(value: T, key: string, change: (item: Fields) => Fields): T {
  const list = value[key];
  if (!Array.isArray(list)) return value;
  let differs = false;
  const changed = list.map((item: unknown) => {
    if (!isFields(item)) return item;
    const result = change(item);
    if (result !== item) differs = true;
    return result;
  });
  return differs ? { ...value, [key]: changed } : value;
}

/** The object without these fields. The same object when it has none of them. */
export function without<T extends Fields>(value: T, ...keys: readonly string[]): T {
  if (!keys.some((key) => key in value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key))) as T;
}
