import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAll } from "#kinds/compile.test-support.ts";
import { allowsTsExtensions } from "./ts-extensions.ts";

test.each([
  ["nothing", "{}", false],
  ["the setting", '{"compilerOptions":{"allowImportingTsExtensions":true}}', true],
  ["the setting in a comment", '{\n  // "allowImportingTsExtensions": true\n}', false],
  ["one that it extends", '{"extends":"./base"}', true],
  ["the last of those that it extends", '{"extends":["./base.json","./off.json"]}', false],
  ["its own over what it extends", '{"extends":"./off","compilerOptions":{"allowImportingTsExtensions":true}}', true],
  ["one of a package", '{"extends":"strictest/tsconfig.json"}', true],
  ["a circle, and packages that are not there", '{"extends":["./tsconfig.json","missing"]}', false],
])("a tsconfig with %s", (_, text, expected) => {
  const project = mkdtempSync(join(tmpdir(), "tsconfig-"));
  try {
    writeAll(project, {
      "tsconfig.json": text,
      "base.json": '{"compilerOptions":{"rewriteRelativeImportExtensions":true}}',
      "off.json": '{"compilerOptions":{"rewriteRelativeImportExtensions":false}}',
      "node_modules/strictest/tsconfig.json": '{"compilerOptions":{"allowImportingTsExtensions":true}}',
    });
    expect(allowsTsExtensions(project)).toBe(expected);
  } finally {
    rmSync(project, { recursive: true });
  }
});
