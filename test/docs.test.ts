import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Block {
  readonly file: string;
  /** From 1. */
  readonly number: number;
  /** Line of the file before the block's first. */
  readonly line: number;
  readonly text: string;
}

test("the TypeScript in the documents compiles against the public entry points", async () => {
  const blocks = documents().flatMap((file) => blocksOf(file, readFileSync(join(root, file), "utf8")));
  expect(blocks.length).toBeGreaterThan(0);
  expect(await compileErrors(blocks)).toEqual([]);
});

test("a block that does not compile is named by file, number and line", async () => {
  const text = 'Text\n```ts\nimport { edit } from "homeostat";\n```\n```ts\n\nconst x: number = "a";\n```\n';
  const errors = await compileErrors(blocksOf("docs/wrong.md", text));
  expect(errors).toEqual([expect.stringMatching(/^docs\/wrong\.md:7 \(block 2\): error TS2322: /)]);
});

function documents(): readonly string[] {
  const patterns = ["README.md", "docs/*.md", "packages/*/README.md", "operators/*/README.md"];
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns];
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim().split("\n");
}

function blocksOf(file: string, markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map((match, index) => ({
    file,
    number: index + 1,
    line: markdown.slice(0, match.index).split("\n").length,
    text: match[1] ?? "",
  }));
}

/** Compiles all blocks at once, where the packages can be found by their names. */
async function compileErrors(blocks: readonly Block[]): Promise<readonly string[]> {
  const cache = join(root, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "docs-"));
  try {
    blocks.forEach(({ text }, index) => writeFileSync(join(folder, `${index}.ts`), text));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configFor(blocks)));
    return errorsOf(await tsc(folder), blocks);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configFor(blocks: readonly Block[]): object {
  return {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      noEmit: true,
      composite: false,
      declaration: false,
      declarationMap: false,
      isolatedDeclarations: false,
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: false,
      // An example may declare what it does not use.
      noUnusedLocals: false,
      typeRoots: [join(root, "node_modules", "@types")],
    },
    files: blocks.map((_, index) => `${index}.ts`),
  };
}

/** What the compiler prints. */
function tsc(folder: string): Promise<string> {
  const bin = join(root, "node_modules", "typescript", "bin", "tsc");
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, "-p", folder, "--pretty", "false"], { cwd: folder }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

function errorsOf(output: string, blocks: readonly Block[]): readonly string[] {
  return (
    output
      .split("\n")
      // Errors of the packages themselves are the build's.
      .filter((line) => line.includes("error TS") && !/^(\.\.\/)+(packages|operators)\//.test(line))
      .map((line) => {
        const [, index = "", at = "", text = ""] = /^(\d+)\.ts\((\d+),\d+\): (.*)$/.exec(line) ?? [];
        const block = blocks[Number(index)];
        if (index === "" || block === undefined) return line;
        return `${block.file}:${block.line + Number(at)} (block ${block.number}): ${text}`;
      })
  );
}
