import { readData } from "./data.ts";

/** A field of a Kubernetes protobuf message, with what its Go struct tag says of JSON. */
export interface MessageField {
  readonly number: number;
  /** The JSON name. */
  readonly name: string;
  /** `string`, `int64`, `core.v1.Container`, …; with `[]` or in `map<string,…>`. */
  readonly type: string;
  /** The fields of the message belong to the parent's JSON object. */
  readonly inline: boolean;
  readonly omitEmpty: boolean;
  readonly pointer: boolean;
}

/** The fields of a message (`core.v1.Pod`) in the order of Go's struct; undefined when there is no such message. */
export function messageFields(name: string): readonly MessageField[] | undefined {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  table ??= readData<Table>("protobuf");
  if (!Object.hasOwn(table, name)) return undefined;
  const fields = table[name]?.map(([number, json, type, flags]) => ({
    number,
    name: json,
    type,
    inline: flags.includes("i"),
    omitEmpty: flags.includes("o"),
    pointer: flags.includes("p"),
  }));
  if (fields !== undefined) parsed.set(name, fields);
  return fields;
}

/** The message of a kind: its scope is the first label of the group; kinds of the meta API (DeleteOptions) go by any group. */
export function messageOfKind(group: string, version: string, kind: string): string | undefined {
  const scope = group === "" ? "core" : (group.split(".")[0] ?? "");
  const own = `${scope}.${version}.${kind}`;
  if (messageFields(own) !== undefined) return own;
  const shared = `meta.${kind}`;
  return messageFields(shared) === undefined ? undefined : shared;
}

type Table = Readonly<
  Record<string, readonly (readonly [number: number, json: string, type: string, flags: string])[]>
>;

let table: Table | undefined;
const parsed = new Map<string, readonly MessageField[]>();
