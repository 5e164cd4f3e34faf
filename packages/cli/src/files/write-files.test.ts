import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replaceFiles } from "./replace-files.ts";
import { unprivileged } from "./unprivileged.test-support.ts";
import { writeFiles } from "./write-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeostat-files-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Every file below the folder with its content. */
function tree(): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

const OLD = new Date("2020-01-01T00:00:00Z");

test("Files are written with their folders, and unchanged ones keep their time of change", () => {
  writeFileSync(join(folder, "same.yaml"), "same\n");
  writeFileSync(join(folder, "other.yaml"), "old\n");
  for (const name of ["same.yaml", "other.yaml"]) utimesSync(join(folder, name), OLD, OLD);
  const result = writeFiles(folder, [
    { path: "same.yaml", content: "same\n" },
    { path: "other.yaml", content: "new\n" },
    { path: "config/crd/bases/a.yaml", content: "a\n" },
  ]);
  expect(result).toEqual({ written: ["other.yaml", "config/crd/bases/a.yaml"], unchanged: ["same.yaml"] });
  expect(tree()).toEqual({ "same.yaml": "same\n", "other.yaml": "new\n", "config/crd/bases/a.yaml": "a\n" });
  expect(statSync(join(folder, "same.yaml")).mtime).toEqual(OLD);
  expect(statSync(join(folder, "other.yaml")).mtime).not.toEqual(OLD);
});

test("Permissions and symbolic links stay", () => {
  writeFileSync(join(folder, "real.yaml"), "old\n");
  chmodSync(join(folder, "real.yaml"), 0o640);
  symlinkSync("real.yaml", join(folder, "link.yaml"));
  writeFiles(folder, [{ path: "link.yaml", content: "new\n" }]);
  expect(readFileSync(join(folder, "real.yaml"), "utf8")).toBe("new\n");
  expect(statSync(join(folder, "real.yaml")).mode & 0o777).toBe(0o640);
});

test.each([
  ["a folder has its name", "taken", () => mkdirSync(join(folder, "taken"))],
  ["a part of its path is a file", "taken/b.yaml", () => writeFileSync(join(folder, "taken"), "x")],
])("When %s, nothing is changed", (reason, path, prepare) => {
  prepare();
  writeFileSync(join(folder, "a.yaml"), "old\n");
  const before = tree();
  expect(() =>
    writeFiles(folder, [
      { path: "a.yaml", content: "new\n" },
      { path: "made/for/this.yaml", content: "x\n" },
      { path, content: "b\n" },
    ]),
  ).toThrow(`cannot write ${path}: ${reason}; nothing was changed`);
  expect(tree()).toEqual(before);
  expect(existsSync(join(folder, "made"))).toBe(false);
});

test("A read-only folder is an error with a cure", async () => {
  chmodSync(folder, 0o777);
  mkdirSync(join(folder, "locked"));
  chmodSync(join(folder, "locked"), 0o555);
  const files = ["made/b.yaml", "locked/a.yaml"].map((path) => ({ path, content: "" }));
  await expect(unprivileged(() => writeFiles(folder, files))).rejects.toThrow("locked/a.yaml: permission denied");
  expect(readdirSync(folder)).toEqual(["locked"]);
  chmodSync(join(folder, "locked"), 0o755);
});

test("When a file cannot take its place, those before it are taken back", () => {
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("a"), "old");
  utimesSync(at("a"), OLD, OLD);
  writeFileSync(at(".a.tmp"), "new");
  writeFileSync(at(".b.tmp"), "new");
  expect(() =>
    replaceFiles([
      { target: at("a"), prepared: at(".a.tmp"), exists: true },
      { target: at("b"), prepared: at(".b.tmp"), exists: false },
      { target: at("c"), prepared: at("missing"), exists: false },
    ]),
  ).toThrow("ENOENT");
  expect(tree()).toEqual({ a: "old" });
  expect(statSync(at("a")).mtime).toEqual(OLD);
});

test("Two files of one path are refused", () => {
  const file = { path: "a.yaml", content: "" };
  expect(() => writeFiles(folder, [file, file])).toThrow("two generated files would be a.yaml");
});
