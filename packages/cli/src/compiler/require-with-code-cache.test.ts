import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { requireWithCodeCache } from "./require-with-code-cache.ts";

const folder = mkdtempSync(join(tmpdir(), "homeostat-code-cache-"));
const file = join(folder, "module.cjs");
writeFileSync(file, "exports.folder = __dirname; exports.join = require('node:path').join;");

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(join(folder, "homeostat"), { recursive: true, force: true });
});

test("the module is the same with and without its compiled code", () => {
  vi.stubEnv("XDG_CACHE_HOME", folder);
  const first = requireWithCodeCache(file);
  expect(first).toEqual({ folder, join });
  const kept = readdirSync(join(folder, "homeostat", "code"));
  expect(kept).toHaveLength(1);
  expect(requireWithCodeCache(file)).toEqual(first);
});

test("compiled code that is broken is made anew", () => {
  vi.stubEnv("XDG_CACHE_HOME", folder);
  requireWithCodeCache(file);
  const code = join(folder, "homeostat", "code");
  for (const name of readdirSync(code)) writeFileSync(join(code, name), "nonsense");
  expect(requireWithCodeCache(file)).toEqual({ folder, join });
});

test("a cache folder that cannot be made does no harm", () => {
  vi.stubEnv("XDG_CACHE_HOME", file);
  expect(requireWithCodeCache(file)).toEqual({ folder, join });
});
