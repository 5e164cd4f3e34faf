import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeResult, type Written } from "#commands/run-generate.ts";
import { printDiagnostics } from "#commands/print-diagnostics.ts";
import type { Terminal } from "#commands/terminal.ts";
import { DiagnosticError } from "#diagnostics/diagnostic.ts";
import { unprivileged } from "#files/unprivileged.test-support.ts";
import { generate, type GenerateCache } from "./generate.ts";
import { filesWith, MISTAKES, type Mistake } from "./mistakes.test-support.ts";
import { resolveSettings } from "./settings.ts";

let project: string;
let present: ReadonlySet<string> = new Set();
/** Kept from one mistake to the next, as `--watch` does. */
let cache: GenerateCache | undefined;

beforeAll(() => {
  // Inside of the repository, so that `homeostat/meta` is found.
  const parent = fileURLToPath(new URL("../../../../node_modules/.cache", import.meta.url));
  mkdirSync(parent, { recursive: true });
  project = mkdtempSync(join(parent, "mistakes-"));
  writeFileSync(join(project, "package.json"), '{"type":"module"}');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

test("the project is right without a mistake", async () => {
  expect(await outcomeOf({})).toEqual({ text: "", failed: false });
});

test("each mistake gets a message with place and cure, and fails with the tree as it was unless it is only doubtful", async () => {
  const texts: string[] = [];
  const unclear: string[] = [];
  for (const [name, mistake] of Object.entries(MISTAKES)) {
    const { text, failed } = await outcomeOf(mistake, name);
    const allowed = mistake.allowed === true;
    texts.push(`## ${name}\n\n${failed ? "" : allowed ? "(written all the same)\n\n" : "(not refused)\n\n"}${text}`);
    const found = text.match(/^(\S+:\d+:\d+: )?(error|warning): /gm) ?? [];
    const isOne = found.length === 1 && (found[0] ?? "").endsWith(allowed ? "warning: " : "error: ");
    if (failed === allowed || !isOne || !text.includes("= hint: ")) unclear.push(name);
  }
  expect(texts.length).toBeGreaterThanOrEqual(60);
  await expect(texts.join("\n")).toMatchFileSnapshot("./testdata/mistakes.txt");
  expect(unclear).toEqual([]);
});

/** What the command prints, and whether it fails. */
async function outcomeOf(mistake: Mistake, name = ""): Promise<{ readonly text: string; readonly failed: boolean }> {
  lay(filesWith(mistake));
  const { readOnly } = mistake;
  if (readOnly !== undefined) lock(readOnly);
  const before = tree();
  let text = "";
  const err = { color: false, write: (part: string) => void (text += part) };
  const terminal: Terminal = {
    cwd: project,
    out: err,
    err,
    readInput: () => Promise.resolve(""),
    stopSignal: () => new AbortController().signal,
  };
  let failed = true;
  try {
    const settings = resolveSettings(mistake.settings ?? {});
    const result = await generate({ project, settings, previous: cache });
    cache = result.cache;
    const write = (): Written => writeResult(result, settings, { project, prune: false, terminal });
    ({ failed } = readOnly === undefined ? write() : await unprivileged(write));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw new Error(`${name}: ${String(error)}`, { cause: error });
    printDiagnostics(error.diagnostics, terminal);
  } finally {
    if (readOnly !== undefined) chmodSync(join(project, readOnly), 0o755);
  }
  if (failed) expect(tree(), name).toEqual(before);
  return { text: text.replaceAll(project, "<project>"), failed };
}

/** Makes the files of the project these, touching only what differs. */
function lay(files: Readonly<Record<string, string | undefined>>): void {
  for (const entry of readdirSync(project))
    if (entry !== "package.json" && entry !== "api" && entry !== "tsconfig.json")
      rmSync(join(project, entry), { recursive: true });
  const wanted = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (const file of present) if (files[file] === undefined) rmSync(join(project, file), { force: true });
  rmSync(join(project, "api/v1/zz_generated.kinds.ts"), { force: true });
  rmSync(join(project, "api/v2"), { recursive: true, force: true });
  for (const [file, content] of wanted) {
    const path = join(project, file);
    mkdirSync(dirname(path), { recursive: true });
    if (statSync(path, { throwIfNoEntry: false }) === undefined || readFileSync(path, "utf8") !== content)
      writeFileSync(path, content);
  }
  present = new Set(wanted.map(([file]) => file));
}

/** Everyone may write to the folders of the project, and nobody to this one. */
function lock(folder: string): void {
  for (const open of [".", "api/v1"]) chmodSync(join(project, open), 0o777);
  chmodSync(join(project, folder), 0o555);
}

/** Every folder of the project, and every file with its content and its time. */
function tree(): readonly string[] {
  return readdirSync(project, { recursive: true, encoding: "utf8" })
    .map((name) => {
      const stats = statSync(join(project, name));
      return stats.isFile() ? `${name} ${stats.mtimeMs} ${readFileSync(join(project, name), "utf8")}` : `${name}/`;
    })
    .sort();
}
