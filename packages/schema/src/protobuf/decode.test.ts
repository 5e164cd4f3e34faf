import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeProtobuf, ProtobufDecodeError } from "./decode.ts";

const testdata = new URL("testdata/", import.meta.url);
const recorded = readdirSync(testdata).filter((file) => file.endsWith(".pb"));

describe("decodeProtobuf", () => {
  test.each(recorded)("decodes %s, which has every field set, to the JSON of the same object", (file) => {
    const json = readFileSync(new URL(file.replace(/pb$/, "json"), testdata), "utf8");
    expect(decodeProtobuf(readFileSync(new URL(file, testdata)))).toEqual(JSON.parse(json));
  });

  test("refuses what does not begin with the magic bytes", () => {
    expect(() => decodeProtobuf(Buffer.from('{"kind":"Pod"}'))).toThrow(ProtobufDecodeError);
  });

  test("refuses a kind that is not built in", () => {
    const type = Buffer.concat([field(1, "example.com/v1"), field(2, "Widget")]);
    const body = Buffer.concat([Buffer.from("k8s\0"), field(1, type), field(2, "")]);
    expect(() => decodeProtobuf(body)).toThrow('unknown kind "Widget" in version "example.com/v1"');
  });

  test("refuses every truncation of a body with its own error and never hangs", () => {
    const body = readFileSync(new URL("core.v1.ConfigMap.pb", testdata));
    for (let length = 0; length < body.length; length++) {
      try {
        decodeProtobuf(body.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufDecodeError);
      }
    }
  });
});

function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}
