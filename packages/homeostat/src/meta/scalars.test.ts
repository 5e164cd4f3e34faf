import { expect, expectTypeOf, test } from "vitest";
import type {
  Base64,
  Double,
  Duration,
  Fields,
  Int32,
  Int64,
  Integer,
  IntOrString,
  JSONValue,
  MicroTime,
  Quantity,
  RawExtension,
  Time,
} from "./scalars.ts";

interface Spec {
  readonly replicas: Int32;
  readonly bytes?: Int64;
  readonly priority: Integer;
  readonly ratio: Double;
  readonly data: Base64;
  readonly memory: Quantity;
  readonly timeout?: Duration;
  readonly time: Time;
  readonly microTime: MicroTime;
  readonly port: IntOrString;
  readonly values: RawExtension;
  readonly example: JSONValue;
  readonly fields: Fields;
  readonly counts: readonly Int32[];
  readonly limits: Readonly<Record<string, Quantity>>;
}

const text: string = "1m30s";
const count: number = 3;

test("plain values can be assigned to the scalars, and scalars to plain variables", () => {
  const spec: Spec = {
    replicas: count,
    bytes: count + 1,
    priority: 1,
    ratio: 0.5,
    data: text,
    memory: text,
    timeout: text,
    time: text,
    microTime: text,
    port: count,
    values: { any: [{ thing: true }] },
    example: { a: [1, "two", null, { b: false }] },
    fields: { "f:spec": {} },
    counts: [1, 2, count].map((one) => one * 2),
    limits: { cpu: "500m", memory: 2 },
  };
  const sum: number = spec.replicas + spec.counts.reduce((total, one) => total + one, 0);
  const back: string = spec.time;
  const wider: Int64 = spec.replicas;
  expect([sum, back, wider]).toEqual([3 + 2 + 4 + 6, text, 3]);
});

test("the brand survives Pick, Omit, Partial and Readonly", () => {
  expectTypeOf<Partial<Pick<Spec, "replicas">>["replicas"]>().toEqualTypeOf<Int32 | undefined>();
  expectTypeOf<Omit<Readonly<Spec>, "bytes">["timeout"]>().toEqualTypeOf<Duration | undefined>();
  expectTypeOf<Int32>().not.toEqualTypeOf<number>();
  expectTypeOf<Int32>().not.toEqualTypeOf<Int64>();
  expectTypeOf<Time>().not.toEqualTypeOf<MicroTime>();
});

test("a 64-bit integer is not a 32-bit one", () => {
  const large: Int64 = 2 ** 40;
  // @ts-expect-error: digits would be lost in another language
  const small: Int32 = large;
  expect(small).toBe(large);
});
