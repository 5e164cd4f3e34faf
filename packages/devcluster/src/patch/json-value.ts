/** A JSON object of unknown members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON object under construction. */
export type MutableJsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member of that name; never an inherited one (a label may be called `constructor`). */
export function member(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Sets a member whatever its name is (`__proto__` is an ordinary name in JSON). */
export function setMember(object: MutableJsonObject, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}
