import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { requireWithCodeCache } from "./require-with-code-cache.ts";

const folder = mkdtempSync(join(tmpdir(), "homeostat-code-cache-"));
const file = join(folder, "module.cjs");
const now = (keep: () => void): void => keep();
writeFileSync(file, "exports.folder = __dirname; exports.join = require('node:path').join;");

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(join(folder, "homeostat"), { recursive: true, force: true });
});

test("the module is the same with and without its compiled code", () => {
  vi.stubEnv("XDG_CACHE_HOME", folder);
  const first = requireWithCodeCache(file, now);
  expect(first).toEqual({ folder, join });
  const kept = readdirSync(join(folder, "homeostat", "code"));
  expect(kept).toHaveLength(1);
  expect(requireWithCodeCache(file, now)).toEqual(first);
});

test("compiled code that is broken is made anew", () => {
  vi.stubEnv("XDG_CACHE_HOME", folder);
  requireWithCodeCache(file, now);
  const code = join(folder, "homeostat", "code");
  for (const name of readdirSync(code)) writeFileSync(join(code, name), "nonsense");
  expect(requireWithCodeCache(file, now)).toEqual({ folder, join });
});

test("a cache folder that cannot be made does no harm", () => {
  vi.stubEnv("XDG_CACHE_HOME", file);
  expect(requireWithCodeCache(file, now)).toEqual({ folder, join });
});

test("a character of several bytes is read as one", () => {
  vi.stubEnv("XDG_CACHE_HOME", folder);
  const other = join(folder, "other.cjs");
  writeFileSync(other, "exports.text = 'é€';");
  expect(requireWithCodeCache(other, now)).toEqual({ text: "é€" });
});

test("what is kept holds the functions that were used until the end", () => {
  vi.stubEnv("XDG_CACHE_HOME", folder);
  const used = join(folder, "used.cjs");
  const body = Array.from({ length: 200 }, (_, index) => `x += ${index} * x;`).join("");
  writeFileSync(used, `exports.work = function (x) { ${body} return x; };`);
  const sizeOf = (use: (loaded: unknown) => void): number => {
    const ends: (() => void)[] = [];
    use(requireWithCodeCache(used, (keep) => ends.push(keep)));
    for (const end of ends) end();
    const code = join(folder, "homeostat", "code");
    const [name = ""] = readdirSync(code);
    const size = statSync(join(code, name)).size;
    rmSync(code, { recursive: true });
    return size;
  };
  const unused = sizeOf(() => undefined);
  expect(sizeOf((loaded) => void (loaded as { work(x: number): number }).work(1))).toBeGreaterThan(unused + 1000);
});
