import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isReachable, unprivileged } from "#files/unprivileged.test-support.ts";
import { captureTerminal, type CapturedTerminal } from "./captured-terminal.test-support.ts";
import { run } from "./run.ts";

const FILES = {
  "package.json": '{"type":"module"}',
  "tsconfig.json": '{"compilerOptions":{"module":"NodeNext","customConditions":["homeostat-source"]}}',
  "api/v1/groupversion_info.ts": "// +groupName=shop.example.com\nexport {};\n",
  "api/v1/widget_types.ts": `import type { CustomResource, Int32 } from "homeostat/meta";
interface Spec {
  size: Int32;
}
// +kubebuilder:object:root=true
export interface Widget extends CustomResource<Spec> {}
`,
  "controllers/widget.ts":
    "// +kubebuilder:rbac:groups=shop.example.com,resources=widgets,verbs=get;list\nexport {};\n",
};

const REPOSITORY = fileURLToPath(new URL("../../../..", import.meta.url));

let project: string;
let terminal: CapturedTerminal;

beforeEach(() => {
  // Inside of the repository, so that `homeostat/meta` is found.
  const parent = join(REPOSITORY, "node_modules", ".cache");
  mkdirSync(parent, { recursive: true });
  project = mkdtempSync(join(parent, "run-"));
  for (const [file, content] of Object.entries(FILES)) write(file, content);
  terminal = captureTerminal(project);
});
afterEach(() => rmSync(project, { recursive: true }));

describe("generate", () => {
  test.skipIf(!isReachable(REPOSITORY))("exits with 1 when it may not write, and writes nothing", async () => {
    // All that the command loads is loaded, so that only the project is looked at by a user who can do less.
    await run(["generate", "--check"], captureTerminal(project));
    chmodSync(project, 0o555);
    expect(await unprivileged(() => run(["generate"], terminal))).toBe(1);
    chmodSync(project, 0o755);
    expect(terminal.errors()).toContain("permission denied; nothing was changed");
    expect(readdirSync(project).sort()).toEqual(["api", "controllers", "package.json", "tsconfig.json"]);
  });

  test("writes everything, then nothing; the check passes until a file is changed by hand", async () => {
    expect({ code: await run(["generate"], terminal), errors: terminal.errors() }).toEqual({ code: 0, errors: "" });
    expect(terminal.output()).toBe(
      [
        "wrote config/crd/bases/shop.example.com_widgets.yaml",
        "wrote config/rbac/role.yaml",
        "wrote api/v1/zz_generated.kinds.ts",
        "wrote docs/api/shop.example.com_v1.md",
        "4 files written, 0 unchanged\n",
      ].join("\n"),
    );
    terminal = captureTerminal(project);
    expect(await run(["generate"], terminal)).toBe(0);
    expect(await run(["generate", "--check"], terminal)).toBe(0);
    expect(terminal.output()).toBe("0 files written, 4 unchanged\n4 files up to date\n");
    write("config/rbac/role.yaml", "---\n");
    rmSync(join(project, "api/v1/zz_generated.kinds.ts"));
    expect(await run(["generate", "--check"], terminal)).toBe(1);
    expect(terminal.errors()).toBe(
      "differs: config/rbac/role.yaml, from line 2 on\nmissing: api/v1/zz_generated.kinds.ts\n" +
        "2 files not up to date: run homeostat generate and commit what it writes\n",
    );
  });

  test("names stale files, and deletes them when asked", async () => {
    await run(["generate", "crd"], terminal);
    write("api/v1/widget_types.ts", FILES["api/v1/widget_types.ts"].replace("interface Widget", "interface Gadget"));
    expect(await run(["generate", "crd"], terminal)).toBe(0);
    expect(terminal.errors()).toContain("stale: config/crd/bases/shop.example.com_widgets.yaml: nothing leads to it");
    expect(await run(["generate", "crd", "--check"], terminal)).toBe(1);
    expect(await run(["generate", "crd", "--prune"], terminal)).toBe(0);
    expect(terminal.output()).toContain("removed config/crd/bases/shop.example.com_widgets.yaml\n");
    expect(await run(["generate", "crd", "--check"], terminal)).toBe(0);
  });

  test("takes settings from flags before those of the PROJECT file, and puts the header on each file", async () => {
    write(
      "PROJECT",
      'version: "3"\nplugins:\n  typescript.homeostat.dev/v1:\n    generate:\n      headerFile: header.txt\n      year: "2026"\n' +
        "      generators: [rbac]\n      rbac: {output: deploy, roleName: from-project}\n",
    );
    write("header.txt", "// Copyright YEAR\n");
    expect(await run(["generate", "--role-name", "from-flag"], terminal)).toBe(0);
    expect(readFileSync(join(project, "deploy/role.yaml"), "utf8")).toMatch(
      /^# Copyright 2026\n---\n[\s\S]*\n {2}name: from-flag\n/,
    );
    expect(await run(["generate", "kinds"], terminal)).toBe(0);
    expect(readFileSync(join(project, "api/v1/zz_generated.kinds.ts"), "utf8")).toMatch(
      /^\/\/ Copyright 2026\n\n\/\/ Code generated by homeostat/,
    );
  });

  test("prints mistakes with paths from the working directory", async () => {
    write("api/v1/widget_types.ts", FILES["api/v1/widget_types.ts"].replace("Int32;", "number;"));
    const parent = captureTerminal(dirname(project));
    expect(await run(["generate", "--project", project], parent)).toBe(1);
    expect(parent.errors()).toMatch(/^run-\w+\/api\/v1\/widget_types\.ts:3:9: error: /);
    expect(parent.errors()).toContain("    3 |   size: number;");
  });

  test("goes on watching after a mistake, tells what changed, and ends well with Ctrl-C", async () => {
    const code = run(["generate", "crd", "--watch"], terminal);
    await terminal.outputs("wrote config/crd/bases/shop.example.com_widgets.yaml in ");
    await terminal.outputs("watching; Ctrl-C stops\n");
    write("api/v1/widget_types.ts", FILES["api/v1/widget_types.ts"].replace("Int32;", "Int23;"));
    await terminal.outputs("api/v1/widget_types.ts: nothing written in ");
    expect(terminal.errors()).toContain("Int23");
    write("api/v1/widget_types.ts", FILES["api/v1/widget_types.ts"].replace("size:", "amount:"));
    await terminal.outputs("api/v1/widget_types.ts: wrote config/crd/bases/shop.example.com_widgets.yaml in ");
    terminal.stop();
    expect(await code).toBe(0);
  });
});

describe("types", () => {
  const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.shop.example.com}
spec:
  group: shop.example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}}
`;

  test("reads files, folders, lists and standard input", async () => {
    write("crds/widget.yaml", CRD);
    expect(await run(["types", "crds", "--output", "apis"], terminal)).toBe(0);
    expect(readFileSync(join(project, "apis/shop.example.com/v1/zz_generated.kinds.ts"), "utf8")).toContain(
      'plural: "widgets"',
    );
    const piped = captureTerminal(project, `${CRD}---\nkind: ConfigMap\n`);
    expect(await run(["types", "-", "--output", "apis", "--check"], piped)).toBe(0);
    expect(piped.output()).toMatch(/^\d files up to date\n$/);
  });

  test("tells what cannot be read, and when nothing was found", async () => {
    write("crds/broken.yaml", "a: [\n");
    expect(await run(["types", "crds"], terminal)).toBe(1);
    expect(terminal.errors()).toMatch(
      /^crds\/broken\.yaml:\d:\d+: error: crds\/broken\.yaml is neither YAML nor JSON: /,
    );
    expect(await run(["types", "elsewhere.yaml"], terminal)).toBe(1);
    expect(terminal.errors()).toContain("there is no file or folder elsewhere.yaml");
    const piped = captureTerminal(project, CRD);
    expect(await run(["types", "-", "--only", "gadgets"], piped)).toBe(1);
    expect(piped.errors()).toContain("no kind was found that is called gadgets");
  });
});

describe("the command line", () => {
  test.each([
    [["generat"], "error: unknown command 'generat'\n(Did you mean generate?)"],
    [["generate", "crds"], "Allowed choices are crd, rbac, webhook, kinds, applyconfiguration, docs."],
    [["generate", "--chek"], "error: unknown option '--chek'\n(Did you mean --check?)"],
    [["generate", "--max-desc-len", "all"], "It must be a whole number from 0."],
    [["generate", "--output", "kinds=x"], "Write it as <generator>=<folder>, with one of crd, rbac, webhook, docs."],
    [["generate", "--check", "--watch"], "cannot be used with option"],
    [["types"], "error: nothing to read: name files, folders or -, or ask for --cluster"],
    [["version", "--what"], "unknown option"],
  ])("%j is wrong usage", async (args, message) => {
    expect(await run(args, terminal)).toBe(2);
    expect(terminal.errors()).toContain(message);
    expect(terminal.output()).toBe("");
  });

  test("no command prints help, as wrong usage; --help prints it as asked for", async () => {
    expect(await run([], terminal)).toBe(2);
    expect(terminal.errors()).toContain("Usage: homeostat");
    expect(await run(["generate", "--help"], terminal)).toBe(0);
    expect(terminal.output()).toContain("Usage: homeostat generate [options] [generators...]");
    expect(await run(["help", "types"], terminal)).toBe(0);
  });

  test("the version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    for (const args of [["version"], ["--version"], ["-V"]]) expect(await run(args, terminal)).toBe(0);
    expect(terminal.output()).toBe(`${version}\n`.repeat(3));
  });

  test("a bug of ours ends with 70, a stack trace and a request", async () => {
    const broken = {
      ...terminal,
      out: {
        color: false,
        write: () => {
          throw new TypeError("boom");
        },
      },
    };
    expect(await run(["version"], broken)).toBe(70);
    expect(terminal.errors()).toMatch(/a bug of ours[\s\S]*TypeError: boom\n\s+at /);
  });
});

function write(file: string, content: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), content);
}
