import { jsonClone, jsonEqual } from "homeostat/internal/std/compare.ts";
import { isJsonObject, member, setMember, type JsonObject, type MutableJsonObject } from "./json-value.ts";
import { jsonTypeName, notApplicable, PatchError } from "./patch-error.ts";

/** More operations than this are refused, as by the real server. */
const MAX_OPERATIONS = 10_000;

/** What all `copy` operations of one patch may add, so that a small patch cannot grow an object without limit. */
const MAX_COPIED_BYTES = 3 * 1024 * 1024;

/**
 * Applies a JSON patch (RFC 6902) and returns the new document; the given one stays as it is.
 *
 * Like the real server: negative indices count from the end, `replace` of an absent member adds it, an absent member
 * passes a `test` for null, and a path is read from its first `/`.
 *
 * @throws PatchError `malformed` when the body is no list of operations, `tooLarge` for more than 10,000 of them,
 * `notApplicable` when an operation fails.
 */
export function applyJsonPatch(document: unknown, operations: unknown): unknown {
  const list = checkedOperations(operations);
  const state: PatchState = { root: jsonClone(document), copiedBytes: 0 };
  for (const operation of list) applyOperation(state, operation);
  return state.root;
}

interface PatchState {
  root: unknown;
  copiedBytes: number;
}

function checkedOperations(operations: unknown): readonly JsonObject[] {
  if (operations === null) return [];
  if (!Array.isArray(operations)) throw malformed(operations, "[]handlers.jsonPatchOp");
  for (const operation of operations as readonly unknown[]) {
    if (!isJsonObject(operation)) {
      if (operation === null) continue;
      throw malformed(operation, "handlers.jsonPatchOp");
    }
    for (const name of ["op", "path", "from"]) {
      const value = member(operation, name);
      if (value !== undefined && value !== null && typeof value !== "string") {
        throw new PatchError(
          "malformed",
          `error decoding patch: json: cannot unmarshal ${jsonTypeName(value)} into Go struct field jsonPatchOp.${name} of type string`,
        );
      }
    }
  }
  if (operations.length > MAX_OPERATIONS) {
    throw new PatchError(
      "tooLarge",
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`,
    );
  }
  return (operations as readonly (JsonObject | null)[]).map((operation) => operation ?? {});
}

function malformed(value: unknown, goType: string): PatchError {
  return new PatchError(
    "malformed",
    `error decoding patch: json: cannot unmarshal ${jsonTypeName(value)} into Go value of type ${goType}`,
  );
}

function applyOperation(state: PatchState, operation: JsonObject): void {
  const kind = member(operation, "op");
  switch (kind) {
    case "add":
      addAt(locate(state, operation, "path"), valueOf(operation));
      return;
    case "remove":
      removeAt(locate(state, operation, "path"));
      return;
    case "replace":
      replace(state, operation);
      return;
    case "test":
      test(state, operation);
      return;
    case "move": {
      const from = locate(state, operation, "from");
      const value = valueAt(from);
      removeAt(from);
      addAt(locate(state, operation, "path"), value);
      return;
    }
    case "copy": {
      const value = valueAt(locate(state, operation, "from")) ?? null;
      const target = locate(state, operation, "path");
      countCopy(state, value);
      addAt(target, jsonClone(value));
      return;
    }
    default:
      throw notApplicable(`unexpected operation ${typeof kind === "string" ? kind : "unknown"}`);
  }
}

function replace(state: PatchState, operation: JsonObject): void {
  if (pointerOf(operation, "path") === "") {
    const value = valueOf(operation);
    if (!isJsonObject(value) && !Array.isArray(value)) {
      throw notApplicable("replace of the whole document needs an object or an array");
    }
    state.root = value;
    return;
  }
  const { container, key, pointer } = locate(state, operation, "path");
  if (Array.isArray(container)) container[existingIndex(container, key, pointer)] = valueOf(operation);
  else setMember(container, key, valueOf(operation));
}

function test(state: PatchState, operation: JsonObject): void {
  const expected = valueOf(operation);
  const pointer = pointerOf(operation, "path");
  const actual = pointer === "" ? state.root : (valueAt(locate(state, operation, "path")) ?? null);
  if (!jsonEqual(actual, expected)) throw notApplicable(`testing value ${pointer} failed`);
}

function countCopy(state: PatchState, value: unknown): void {
  state.copiedBytes += Buffer.byteLength(JSON.stringify(value));
  if (state.copiedBytes > MAX_COPIED_BYTES) {
    throw notApplicable(
      `copy operations would add ${state.copiedBytes} bytes, more than the limit of ${MAX_COPIED_BYTES}`,
    );
  }
}

function valueOf(operation: JsonObject): unknown {
  const value = member(operation, "value");
  return value === undefined ? null : jsonClone(value);
}

function pointerOf(operation: JsonObject, name: "path" | "from"): string {
  const pointer = member(operation, name);
  if (typeof pointer !== "string") throw notApplicable(`the operation has no field ${name}`);
  return pointer;
}

/** The object or array that holds a value, and its key there. */
interface Location {
  readonly container: MutableJsonObject | unknown[];
  readonly key: string;
  readonly pointer: string;
}

function locate(state: PatchState, operation: JsonObject, name: "path" | "from"): Location {
  const pointer = pointerOf(operation, name);
  const parts = pointer.split("/");
  if (parts.length < 2) throw missing(pointer);
  let container = containerOf(state.root, pointer);
  for (const part of parts.slice(1, -1)) {
    container = containerOf(valueAt({ container, key: unescape(part), pointer }), pointer);
  }
  return { container, key: unescape(parts[parts.length - 1] ?? ""), pointer };
}

function containerOf(value: unknown, pointer: string): MutableJsonObject | unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (isJsonObject(value)) return value;
  throw missing(pointer);
}

function unescape(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function valueAt({ container, key, pointer }: Location): unknown {
  return Array.isArray(container) ? container[existingIndex(container, key, pointer)] : member(container, key);
}

function removeAt({ container, key, pointer }: Location): void {
  if (Array.isArray(container)) {
    container.splice(existingIndex(container, key, pointer), 1);
    return;
  }
  if (!Object.hasOwn(container, key)) throw missing(pointer);
  delete container[key];
}

function addAt({ container, key, pointer }: Location, value: unknown): void {
  if (!Array.isArray(container)) setMember(container, key, value);
  else if (key === "-") container.push(value);
  else container.splice(index(key, container.length + 1, pointer), 0, value);
}

function existingIndex(container: readonly unknown[], key: string, pointer: string): number {
  return index(key, container.length, pointer);
}

function index(key: string, length: number, pointer: string): number {
  if (!/^[+-]?\d+$/.test(key)) throw notApplicable(`${key} in ${pointer} is not an array index`);
  const number = Number(key);
  if (number >= length || number < -length) throw notApplicable(`the index ${key} in ${pointer} is out of range`);
  return number < 0 ? number + length : number;
}

function missing(pointer: string): PatchError {
  return notApplicable(`the document has no ${JSON.stringify(pointer)}`);
}
