import { isJsonObject } from "./json-value.ts";

/** Longer shapes are not worth keeping. */
const MAX_SHAPE_LENGTH = 4000;

/**
 * A text that is the same for two objects only when a new object of the one kind sets the same fields as the other: all names,
 * which values are empty or zero, and lists as they are, because their items may be named by their values. Undefined when it
 * would be long.
 */
export function objectShape(object: object): string | undefined {
  let shape = "";
  const add = (members: object): void => {
    for (const name in members) {
      const value: unknown = (members as Readonly<Record<string, unknown>>)[name];
      // With its length before it a name cannot be mistaken for what follows.
      shape += `${name.length}:${name}`;
      if (shape.length > MAX_SHAPE_LENGTH) return;
      if (isJsonObject(value)) {
        shape += "{";
        add(value);
        shape += "}";
      } else if (Array.isArray(value)) shape += JSON.stringify(value);
      else shape += isZero(value) ? String(value) || '""' : "=";
    }
  };
  add(object);
  return shape.length > MAX_SHAPE_LENGTH ? undefined : shape;
}

function isZero(value: unknown): boolean {
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}
