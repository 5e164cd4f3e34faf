import {
  assert,
  constant,
  constantFrom,
  jsonValue,
  nat,
  option,
  property,
  record,
  string,
  array,
  boolean,
  dictionary,
  oneof,
} from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeList } from "./list-decoder.ts";
import { createWatchDecoder, type RawWatchEvent, type WatchDecoderOptions } from "./watch-decoder.ts";

/** Text that looks like what is searched for, with quotes and backslashes where they hurt. */
const nasty = oneof(
  constantFrom(
    '"managedFields":[',
    '\\"managedFields":[{"',
    '{"metadata":{"managedFields":[{}]}}',
    "managedFields",
    "metadata",
    "items",
    "\\",
    '"',
    '\\\\"',
    "]}],{[",
    "é😀\u2028\n\t\u0000",
  ),
  string({ unit: "binary", maxLength: 8 }),
);
/** Without the one after which JSON.parse of Node 24 to 26 misreads other keys: https://github.com/nodejs/node/issues/63785 */
const nastyKey = nasty.filter((text) => text !== "\\");
const few = { maxLength: 2 } as const;
const fewKeys = { maxKeys: 2 } as const;
const anything = oneof(
  jsonValue({ maxDepth: 2, stringUnit: "binary" }),
  dictionary(nastyKey, oneof(nasty, array(nasty, few), dictionary(nastyKey, nasty, fewKeys)), fewKeys),
);
const fields = oneof(constant({}), constant([{}]), dictionary(nastyKey, constant([]), fewKeys));
const managedFields = array(record({ manager: nasty, fieldsV1: dictionary(nastyKey, fields, fewKeys) }), few);
/** Begins like an item of a list, and is not one. */
const lookalike = array(
  record({ metadata: record({ managedFields: option(managedFields), name: nasty }), spec: nasty }),
  few,
);

/** An object whose metadata, with or without managedFields, stands before, between or after other fields. */
const object = record({
  before: anything,
  first: boolean(),
  labels: dictionary(nastyKey, nasty, fewKeys),
  managedFields: option(oneof(managedFields, constant(null), nasty)),
  spec: record({ managedFields: oneof(anything, managedFields), metadata: anything, text: nasty, lookalike }),
}).map(({ before, first, labels, managedFields: own, spec }) => {
  const managed = own === null ? {} : { managedFields: own };
  const metadata = first ? { ...managed, labels } : { labels, ...managed, name: "x" };
  return first ? { metadata, spec, before } : { before, spec, metadata };
});

/** What a decoder must give: `JSON.parse` without `metadata.managedFields`. */
function expected(value: { readonly metadata: object }): unknown {
  const { managedFields: _cut, ...metadata } = value.metadata as Record<string, unknown>;
  return JSON.parse(JSON.stringify({ ...value, metadata }));
}

/** As text: comparing large values property by property is slow. */
function expectSame(actual: unknown, wanted: unknown): void {
  expect(JSON.stringify(actual)).toBe(JSON.stringify(wanted));
}

function decode(bytes: Buffer, cuts: readonly number[], options: WatchDecoderOptions = {}): RawWatchEvent[] {
  const decoder = createWatchDecoder(options);
  const positions = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b);
  const events = positions.slice(1).flatMap((end, index) => decoder.push(bytes.subarray(positions[index] ?? 0, end)));
  decoder.end();
  return events;
}

describe("watch events", () => {
  test("are what JSON.parse gives, without metadata.managedFields, however the bytes are cut", () => {
    assert(
      property(
        array(object, { maxLength: 4 }),
        array(nat(), { maxLength: 6 }),
        option(constant(2)),
        (objects, cuts, indent) => {
          const space = indent === null ? undefined : " ";
          const lines = objects.map(
            (one) => `${JSON.stringify({ type: "ADDED", object: one }, undefined, space).replaceAll("\n", "")}\n`,
          );
          const bytes = Buffer.from(lines.join(""));
          expectSame(
            decode(bytes, cuts),
            objects.map((one) => ({ type: "ADDED", object: expected(one) })),
          );
          expectSame(
            decode(bytes, cuts, { managedFields: true }),
            lines.map((line) => JSON.parse(line) as unknown),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test("leave the chunk as it was, because others read it too", () => {
    const chunk = Buffer.from(
      '{"type":"ADDED","object":{"metadata":{"managedFields":[1],"name":"a"}}}\n{"type":"ADDED","ob',
    );
    const before = Buffer.from(chunk);
    createWatchDecoder().push(chunk);
    expect(chunk.equals(before)).toBe(true);
  });

  test("beyond the limit, cut off or malformed are errors that say so", () => {
    const long = Buffer.from(`{"type":"ADDED","object":"${"x".repeat(100)}`);
    expect(() => createWatchDecoder({ maxEventBytes: 100 }).push(long)).toThrow(
      "a watch event is longer than 100 bytes",
    );
    const cutOff = createWatchDecoder();
    cutOff.push(Buffer.from('{"type"'));
    expect(() => cutOff.end()).toThrow("the watch ended in the middle of an event");
    expect(() => createWatchDecoder().push(Buffer.from("<html>\n"))).toThrow("a watch event is not JSON: <html>");
    expect(() => createWatchDecoder().push(Buffer.from('{"managedFields"\n'))).toThrow("a watch event is not JSON");
    expect(() => createWatchDecoder().push(Buffer.from("[]\n"))).toThrow("a watch event has no type and object: []");
  });
});

describe("lists", () => {
  test("are what JSON.parse gives, without the managedFields of each item", () => {
    assert(
      property(array(object, { maxLength: 6 }), anything, boolean(), (items, other, first) => {
        const envelope = { kind: "List", metadata: { resourceVersion: "1", other } };
        const text = JSON.stringify(first ? { items, ...envelope } : { ...envelope, items });
        const decoded = decodeList(Buffer.from(text), { managedFields: false });
        expect(decoded.envelope).toEqual(JSON.parse(JSON.stringify({ ...envelope, items: [] })));
        expectSame(decoded.items, items.map(expected));
        expectSame(decodeList(Buffer.from(text), { managedFields: true }).items, items);
      }),
      { numRuns: 300 },
    );
  });

  test("whose items hold lists that look like items, with managedFields of their own, are whole", () => {
    const inner = [1, 2, 3].map((n) => ({ metadata: { managedFields: [{ n }], name: `inner-${n}` } }));
    const item = (n: number): object => ({
      metadata: { name: `a-${n}`, managedFields: [{ fields: [{ a: [{}] }], x: {} }] },
      inner,
    });
    const items = Array.from({ length: 200 }, (_, n) => (n % 50 === 20 ? item(n) : { metadata: { name: `b-${n}` } }));
    expect(decodeList(Buffer.from(JSON.stringify({ items })), { managedFields: false }).items).toEqual(
      items.map((one, n) => (n % 50 === 20 ? { metadata: { name: `a-${n}` }, inner } : one)),
    );
  });

  test("may be pretty-printed, and may have null in place of no items", () => {
    const text = JSON.stringify({ items: [{ metadata: { managedFields: [1], name: "a" } }, {}] }, undefined, 2);
    expect(decodeList(Buffer.from(text), { managedFields: false }).items).toEqual([{ metadata: { name: "a" } }, {}]);
    expect(decodeList(Buffer.from('{"items":null}'), { managedFields: false }).items).toEqual([]);
  });

  test.each(['{"items":[{', '{"items":[{}', '{"items":[}]}', '{"items":[1:2]}', "", "[]x"])(
    "that are malformed throw: %s",
    (text) => {
      expect(() => decodeList(Buffer.from(text), { managedFields: false })).toThrow(SyntaxError);
    },
  );
});
