import { CelError } from "./value.ts";
import type {
  Duration,
  ListValue,
  MapValue,
  ObjectValue,
  OpaqueValue,
  OptionalValue,
  Timestamp,
  TypeValue,
  Uint,
  Value,
} from "./value.ts";

export { typeOfValue } from "./value-type.ts";

/** A list of these values. */
export function celList(values: readonly Value[]): ListValue {
  return new ArrayList(values);
}

/** A map of these entries; of two equal keys the last one counts. Keys are strings, bools, ints or uints. */
export function celMap(entries: Iterable<readonly [Value, Value]>): MapValue {
  const map = new HashMap();
  for (const [key, value] of entries) map.set(key, value);
  return map;
}

/** An object with these fields; a field that is undefined is not set. */
export function celObject(typeName: string, fields: ReadonlyMap<string, Value>): ObjectValue {
  return { celKind: "object", typeName, find: (field) => fields.get(field), fields: () => fields.keys() };
}

export function uint(value: bigint): Uint {
  return { celKind: "uint", value };
}

export function timestamp(nanos: bigint, offsetMinutes: number = 0): Timestamp {
  return offsetMinutes === 0 ? { celKind: "timestamp", nanos } : { celKind: "timestamp", nanos, offsetMinutes };
}

export function duration(nanos: bigint): Duration {
  return { celKind: "duration", nanos };
}

/** `optional.none()`. */
export const OPTIONAL_NONE: OptionalValue = { celKind: "optional", value: undefined };

/** `optional.of(value)`. */
export function optionalValue(value: Value): OptionalValue {
  return { celKind: "optional", value };
}

/** A type as a value. */
export function typeValue(type: TypeValue["type"]): TypeValue {
  return { celKind: "type", type };
}

export function isList(value: Value | undefined): value is ListValue {
  return typeof value === "object" && value !== null && "celKind" in value && value.celKind === "list";
}

export function isMap(value: Value | undefined): value is MapValue {
  return typeof value === "object" && value !== null && "celKind" in value && value.celKind === "map";
}

export function isObject(value: Value | undefined): value is ObjectValue {
  return typeof value === "object" && value !== null && "celKind" in value && value.celKind === "object";
}

export function isOptional(value: Value | undefined): value is OptionalValue {
  return typeof value === "object" && value !== null && "celKind" in value && value.celKind === "optional";
}

export function isUint(value: Value | undefined): value is Uint {
  return typeof value === "object" && value !== null && "celKind" in value && value.celKind === "uint";
}

export function isOpaque(value: Value | undefined): value is OpaqueValue {
  return typeof value === "object" && value !== null && "celKind" in value && value.celKind === "opaque";
}

/** The elements of a list, one after the other. */
export function* elementsOf(list: ListValue): Generator<Value, void> {
  for (let index = 0; index < list.size; index++) yield list.at(index);
}

/**
 * A list to which a comprehension adds: `@result + [x]` appends in place, where a copy for each element would take quadratic time.
 * Once sealed it is a list like any other.
 */
export class GrowingList implements ListValue {
  readonly celKind = "list";
  #sealed = false;
  readonly #values: Value[] = [];

  get size(): number {
    return this.#values.length;
  }

  at(index: number): Value {
    return elementAt(this.#values, index);
  }

  concat(other: ListValue): ListValue {
    if (this.#sealed) return celList([...this.#values, ...elementsOf(other)]);
    for (let index = 0; index < other.size; index++) this.#values.push(other.at(index));
    return this;
  }

  seal(): void {
    this.#sealed = true;
  }
}

/** The same for maps: `cel.@mapInsert(@result, key, value)`. */
export class GrowingMap implements MapValue {
  readonly celKind = "map";
  #sealed = false;
  readonly #map = new HashMap();

  get size(): number {
    return this.#map.size;
  }

  find(key: Value): Value | undefined {
    return this.#map.find(key);
  }

  keys(): Iterable<Value> {
    return this.#map.keys();
  }

  insert(key: Value, value: Value): MapValue {
    if (this.#map.find(key) !== undefined) throw new CelError(`insert failed: key ${keyText(key)} already exists`);
    if (this.#sealed) return celMap([...entriesOf(this), [key, value]]);
    this.#map.set(key, value);
    return this;
  }

  seal(): void {
    this.#sealed = true;
  }
}

/** The keys and values of a map, or the fields that an object has. */
export function* entriesOf(map: MapValue | ObjectValue): Generator<readonly [Value, Value], void> {
  if (map.celKind === "object") {
    for (const field of map.fields()) yield [field, map.find(field) ?? null];
    return;
  }
  for (const key of map.keys()) yield [key, map.find(key) ?? null];
}

/** A key as messages show it: `no such key: name`. */
export function keyText(key: Value): string {
  return isUint(key) ? String(key.value) : String(key);
}

class ArrayList implements ListValue {
  readonly celKind = "list";
  readonly size: number;
  readonly #values: readonly Value[];

  constructor(values: readonly Value[]) {
    this.#values = values;
    this.size = values.length;
  }

  at(index: number): Value {
    return elementAt(this.#values, index);
  }
}

function elementAt(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new CelError(`index out of bounds: ${index}`);
  return value;
}

class HashMap implements MapValue {
  readonly celKind = "map";
  readonly #entries = new Map<unknown, readonly [Value, Value]>();

  get size(): number {
    return this.#entries.size;
  }

  find(key: Value): Value | undefined {
    return this.#entries.get(hashKey(key))?.[1];
  }

  *keys(): Generator<Value, void> {
    for (const [key] of this.#entries.values()) yield key;
  }

  set(key: Value, value: Value): void {
    this.#entries.set(hashKey(key), [key, value]);
  }
}

/** Numbers are equal across kinds: `{1: "a"}[1u]`. */
function hashKey(key: Value): unknown {
  if (typeof key === "number") return Number.isInteger(key) ? BigInt(key) : key;
  return isUint(key) ? key.value : key;
}
