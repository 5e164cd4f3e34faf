import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Target {
  readonly "homeostat-source": string;
  readonly types: string;
  readonly default: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, Target>>;
  readonly imports: Readonly<Record<string, Target>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

describe.each(["homeostat", "schema", "devcluster", "cli"])("packages/%s", (name) => {
  const folder = join(root, "packages", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const targets = Object.entries({ ...manifest.exports, ...manifest.imports });
  let packed: Promise<readonly string[]> | undefined;
  const isBuilt = existsSync(join(folder, "dist", "index.js"));

  test("exports, imports and programs have a source, and are compiled to where the manifest says", () => {
    for (const [path, target] of targets) {
      const { "homeostat-source": source, types, default: code } = target;
      const output = source.replace("./src/", "./dist/").replace(/\.ts$/, "");
      expect({ path, types, code }).toEqual({ path, types: `${output}.d.ts`, code: `${output}.js` });
      const [parent = ""] = source.split("*");
      expect(existsSync(join(folder, parent)), `${path}: ${parent}`).toBe(true);
    }
    for (const program of Object.values(manifest.bin ?? {})) {
      const isCompiled = program.includes("/dist/");
      const source = join(folder, isCompiled ? program.replace("/dist/", "/src/").replace(/\.js$/, ".ts") : program);
      expect(readFileSync(source, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });

  test("what is published has the sources, the licence and a README, and no tests", async () => {
    const files = await (packed ??= packedFiles(folder));
    expect(files).toEqual(expect.arrayContaining(["package.json", "README.md", "LICENSE", "src/index.ts"]));
    expect(files.filter((file) => /\.test\b|\.test-support\b|testdata|tsbuildinfo/.test(file))).toEqual([]);
    if (name === "schema") expect(files.filter((file) => file.startsWith("data/"))).not.toEqual([]);
  });

  test.skipIf(!isBuilt)("what is published has every target of the manifest (skipped before a build)", async () => {
    const files = new Set(await (packed ??= packedFiles(folder)));
    const fixed = targets.flatMap(([, target]) => Object.values(target)).filter((path) => !path.includes("*"));
    const wanted = [...fixed, ...Object.values(manifest.bin ?? {})].map((path) => path.slice(2));
    expect(wanted.filter((path) => !files.has(path))).toEqual([]);
  });

  test("versions of dependencies are exact, those of our own packages are ours", () => {
    for (const [dependency, version] of Object.entries(manifest.dependencies)) {
      expect(version, dependency).toMatch(/^\d+\.\d+\.\d+$/);
      if (/^(homeostat|@homeostat\/.*)$/.test(dependency)) expect(version).toBe(manifest.version);
    }
  });
});

/** What `npm publish` would send. */
async function packedFiles(folder: string): Promise<readonly string[]> {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const { stdout } = await promisify(execFile)("npm", args, { cwd: folder, maxBuffer: 10_000_000 });
  const [packed] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return packed?.files.map((file) => file.path) ?? [];
}
