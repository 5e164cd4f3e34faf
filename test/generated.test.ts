import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate, loadProject, resolveSettings } from "@homeostat/cli";
import { describe, expect, test } from "vitest";

const operators = fileURLToPath(new URL("../operators", import.meta.url));
const projects = readdirSync(operators).filter((name) => existsSync(join(operators, name, "PROJECT")));

describe.each(projects)("operators/%s", (name) => {
  test("its generated files are those of its types; `npm run generate` there writes them", async () => {
    const project = join(operators, name);
    const settings = resolveSettings((await loadProject(project)).generate, {});
    const { files, diagnostics } = await generate({ project, settings });
    expect(diagnostics).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
    for (const { path, content } of files) expect(readFileSync(join(project, path), "utf8"), path).toBe(content);
  });
});

test("every operator is generated", () => {
  expect(projects).toEqual(readdirSync(operators));
});
