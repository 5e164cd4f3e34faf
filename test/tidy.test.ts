import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importErrors, importsOf, type SourceFile } from "./tidy/imports.ts";
import { PACKAGES } from "./tidy/levels.ts";
import { LIMITS, linesOf, longFunctions, percentile } from "./tidy/sizes.ts";
import { textErrors } from "./tidy/text-rules.ts";

const root = new URL("..", import.meta.url).pathname;
const files = readSources();
const sources = files.filter((file) => /^(packages|operators)\/[^/]+\//.test(file.path) && !isGenerated(file));
const products = sources.filter((file) => !/\.test(-[a-z]+)?\.ts$/.test(file.path));

describe("the sources", () => {
  test("import only from lower levels", () => {
    const errors = PACKAGES.flatMap((levels) =>
      files.filter((file) => file.path.startsWith(`${levels.root}/src/`)).flatMap((file) => importErrors(file, levels)),
    );
    expect(errors).toEqual([]);
  });

  test("operators use public entry points only", () => {
    const errors = sources
      .filter((file) => file.path.startsWith("operators/"))
      .flatMap((file) =>
        importsOf(file.text)
          .filter((one) => one.includes("/internal/"))
          .map((one) => `${file.path}: ${one}`),
      );
    expect(errors).toEqual([]);
  });

  test("hold no banned text and have good names", () => {
    expect(files.filter((file) => !isGenerated(file)).flatMap(textErrors)).toEqual([]);
  });

  test("keep the sizes of the house", () => {
    const lengths = products.map(linesOf);
    expect(
      products.filter((file) => linesOf(file) > LIMITS.maxLines).map((file) => `${file.path}: ${linesOf(file)} lines`),
    ).toEqual([]);
    expect(sources.filter((file) => linesOf(file) > LIMITS.maxTestLines).map((file) => file.path)).toEqual([]);
    expect(percentile(lengths, 0.5)).toBeLessThanOrEqual(LIMITS.medianLines);
    expect(percentile(lengths, 0.9)).toBeLessThanOrEqual(LIMITS.p90Lines);
    expect(products.flatMap(longFunctions)).toEqual([]);
  });
});

describe("the rules themselves", () => {
  const levels = PACKAGES[0];
  if (levels === undefined) throw new Error("no levels");
  const fileWith = (path: string, text: string): SourceFile => ({ path: `packages/homeostat/src/${path}`, text });

  test("refuse an import of a higher level", () => {
    expect(importErrors(fileWith("std/clock.ts", `import { x } from "#cache/store.ts";`), levels)).toEqual([
      `packages/homeostat/src/std/clock.ts: import of "#cache/store.ts": std (level 0) may not know cache (level 5)`,
    ]);
  });

  test("refuse an import between folders of the same level", () => {
    expect(
      importErrors(fileWith("controller/a.ts", `import type { M } from "#manager/manager.ts";`), levels),
    ).toHaveLength(1);
  });

  test("refuse ../ and an index.ts inside the package", () => {
    expect(importErrors(fileWith("cache/a.ts", `import { x } from "../std/clock.ts";`), levels)).toHaveLength(1);
    expect(importErrors(fileWith("cache/a.ts", `export { x } from "#client/index.ts";`), levels)).toHaveLength(1);
    expect(importErrors(fileWith("cache/a.ts", `await import("../std/clock.ts");`), levels)).toHaveLength(1);
  });

  test("refuse the client side in the API server", () => {
    const devcluster = PACKAGES.find((one) => one.root.endsWith("devcluster"));
    if (devcluster === undefined) throw new Error("no levels");
    const file = {
      path: "packages/devcluster/src/apiserver/x.ts",
      text: `import { createClient } from "homeostat/client";`,
    };
    expect(importErrors(file, devcluster)).toHaveLength(1);
  });

  test("refuse the machine's time, any, and a file without a noun", () => {
    expect(textErrors(fileWith("cache/a.ts", "const now = Date.now();"))).toHaveLength(1);
    expect(textErrors(fileWith("cache/a.ts", "const x = y as any;"))).toHaveLength(1);
    expect(textErrors(fileWith("cache/utils.ts", ""))).toHaveLength(1);
  });

  test("refuse any as a type, not as a word of a text", () => {
    expect(textErrors(fileWith("cache/a.ts", 'const usage = "0: any free one";'))).toEqual([]);
    expect(textErrors(fileWith("cache/a.ts", "const usage = `\n  0: any free one\n`;"))).toEqual([]);
    expect(textErrors(fileWith("cache/a.ts", 'function f(x: any): string { return "x"; }'))).toHaveLength(1);
    expect(textErrors(fileWith("cache/a.ts", 'const x: "a" | "b" = <any>y;'))).toHaveLength(1);
  });

  test("find a long function", () => {
    const body = Array.from({ length: 80 }, () => "  call();").join("\n");
    expect(longFunctions(fileWith("cache/a.ts", `export function long(): void {\n${body}\n}\n`))).toHaveLength(1);
  });
});

function readSources(): readonly SourceFile[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
    cwd: root,
    encoding: "utf8",
  });
  return listed
    .split("\n")
    .filter((path) => path !== "" && !path.includes("testdata/"))
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(`${root}${path}`, "utf8") }];
      } catch {
        return []; // Deleted, but not yet committed.
      }
    });
}

function isGenerated(file: SourceFile): boolean {
  return /(^|\/)zz_generated\.|packages\/homeostat\/src\/apis\//.test(file.path);
}
