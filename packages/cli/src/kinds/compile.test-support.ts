import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** Runs `use` in an empty folder inside of the repository, where the packages are found by their names, and removes the folder. */
export async function inWorkspace<T>(use: (folder: string) => Promise<T> | T): Promise<T> {
  const parent = join(root, "node_modules", ".cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "workspace-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes files, by path. */
export function writeAll(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** The compiler's errors about the TypeScript in a folder, one line each, under the strictest of settings. */
export async function compileErrors(folder: string): Promise<readonly string[]> {
  writeAll(folder, {
    "package.json": '{"type":"module"}',
    "tsconfig.json": JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions: OPTIONS }),
  });
  const output = await new Promise<string>((resolve) => {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    execFile(process.execPath, [tsc, "-p", folder, "--pretty", "false"], { cwd: folder }, (_, out) => resolve(out));
  });
  // Errors of the packages themselves are the build's.
  return output.split("\n").filter((line) => line.includes("error TS") && !line.includes("packages/"));
}

/** The declarations are checked as well, and go nowhere. */
const OPTIONS = {
  rootDir: "/",
  outDir: "dist",
  composite: false,
  emitDeclarationOnly: true,
  declarationMap: false,
  sourceMap: false,
  typeRoots: [join(root, "node_modules", "@types")],
};
