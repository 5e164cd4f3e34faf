import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureSuite } from "./failure-suite.ts";
import { killedSuite } from "./killed-suite.ts";
import { kubectlSuite } from "./kubectl-suite.ts";
import { findKubectls } from "./kubectl.ts";
import { build, killPrograms, PROGRAMS, startProgram, type Program } from "./program.ts";
import { programSuite } from "./program-suite.ts";

/**
 * The programs as users run them: compiled, as processes, over TLS, with a real kubectl. One file, because the programs are
 * compiled once and the machine's ports and processors are shared.
 */
const kubectls = findKubectls();

describe("from end to end", { timeout: 60_000 }, () => {
  beforeAll(build, 120_000);
  afterAll(killPrograms);

  programSuite();
  killedSuite();
  failureSuite();

  describe("npm start with kubectl", () => {
    const cwd = mkdtempSync(join(tmpdir(), "homeostat-start-"));
    let program: Program;
    if (kubectls.length === 0) {
      test.skip("is not tested: there is no kubectl on PATH", () => undefined);
      return;
    }
    beforeAll(async () => {
      program = startProgram(PROGRAMS.start, [], { cwd });
      await program.line(/^Ctrl-C/);
    }, 60_000);

    for (const kubectl of kubectls) kubectlSuite(kubectl, () => join(cwd, ".homeostat/kubeconfig"));

    test("Ctrl-C ends it within two seconds, with code 0 and nothing but reconciles in its log", async () => {
      const { code, tookMs, stdout, stderr } = await program.stop("SIGINT");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(tookMs).toBeLessThan(2000);
      const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
      expect(lines.filter((line) => line.includes('"Reconcile successful"')).length).toBeGreaterThan(0);
      expect(lines.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([]);
    });
  });
});
