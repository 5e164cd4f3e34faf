import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createClient } from "homeostat";
import { Namespace } from "homeostat/apis/core/v1";
import { createHttpTransport } from "homeostat/client";
import { loadClusterConfig } from "homeostat/kubeconfig";
import { PROGRAMS, startProgram } from "./program.ts";

/** How the programs start and end. */
export function programSuite(): void {
  describe("npm run devcluster", () => {
    test("one line says that it is ready, its kubeconfig verifies, and SIGTERM ends it", async () => {
      const cwd = folder();
      const program = startProgram(PROGRAMS.devcluster, ["--port", "0", "--kubeconfig", "made/here/kubeconfig"], {
        cwd,
      });
      expect(await program.line(/ready/)).toMatch(
        /^devcluster ready at https:\/\/127\.0\.0\.1:\d+, kubeconfig in made\/here\/kubeconfig$/,
      );
      const transport = createHttpTransport(await loadClusterConfig({ kubeconfig: join(cwd, "made/here/kubeconfig") }));
      expect((await createClient({ transport }).list(Namespace)).map(({ metadata }) => metadata.name)).toContain(
        "default",
      );
      const { code, stdout, stderr, tookMs } = await program.stop();
      await transport.close();
      expect({ code, lines: stdout.split("\n").length, stderr }).toEqual({ code: 0, lines: 2, stderr: "" });
      expect(tookMs).toBeLessThan(2000);
    });

    test("--http, --controllers none and --nodes 0 are a bare API server without users, which a silent connection does not keep alive", async () => {
      const cwd = folder();
      const program = startProgram(
        PROGRAMS.devcluster,
        ["--port", "0", "--http", "--controllers", "none", "--nodes", "0"],
        { cwd },
      );
      const [, url = ""] = /at (http:\S+),/.exec(await program.line(/ready/)) ?? [];
      const nodes = (await (await fetch(`${url}/api/v1/nodes`)).json()) as { readonly items: readonly unknown[] };
      expect(nodes.items).toEqual([]);
      const silent = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
      await new Promise((resolve) => silent.once("connect", resolve));
      const { code, tookMs } = await program.stop("SIGINT");
      expect(code).toBe(0);
      expect(tookMs).toBeLessThan(2000);
    });

    test.each([
      [["--colour"], "Unknown option '--colour'"],
      [["--port", "70000"], "--port 70000: it must be a whole number from 0 to 65535"],
      [["--controllers", "some"], '--controllers some: it must be "none" or "all"'],
      [["please"], "Unexpected argument 'please'"],
    ])("wrong usage %j ends it with code 2, the reason and the usage", async (args, reason) => {
      const { code, stdout, stderr } = await startProgram(PROGRAMS.devcluster, args, { cwd: folder() }).ended;
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(`homeostat-devcluster: ${reason}`);
      expect(stderr).toContain("\nusage: homeostat-devcluster [--port N]");
    });

    test("a port that is taken ends it with code 1, without a kubeconfig", async () => {
      const cwd = folder();
      const { code, stderr } = await withTakenPort(
        (port) => startProgram(PROGRAMS.devcluster, ["--port", `${port}`], { cwd }).ended,
      );
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^homeostat-devcluster: cannot listen on port \d+: it is taken; pass another --port, or --port 0 for any free one\n$/,
      );
      expect(readdirSync(cwd)).toEqual([]);
    });

    test("a kubeconfig that cannot be written ends it with code 1, and nothing is left behind", async () => {
      const cwd = folder();
      writeFileSync(join(cwd, "file"), "");
      mkdirSync(join(cwd, "folder"));
      const [below, device, place] = await Promise.all(
        ["file/kubeconfig", "/dev/full", "folder"].map(
          (path) => startProgram(PROGRAMS.devcluster, ["--port", "0", "--kubeconfig", path], { cwd }).ended,
        ),
      );
      expect([below?.code, device?.code, place?.code]).toEqual([1, 1, 1]);
      expect(below?.stderr).toMatch(
        /^homeostat-devcluster: file\/kubeconfig: the kubeconfig cannot be written: E.*\n$/,
      );
      expect(device?.stderr).toBe(
        "homeostat-devcluster: /dev/full: the kubeconfig cannot be written: it exists and is not a file; choose another path\n",
      );
      expect(place?.stderr).toBe(
        "homeostat-devcluster: folder: the kubeconfig cannot be written: it exists and is not a file; choose another path\n",
      );
      expect(readdirSync(cwd).sort()).toEqual(["file", "folder"]);
    });
  });

  describe("npm start", () => {
    test("takes the next free port and says so, and what to try", async () => {
      await withTakenPort(async () => {
        const program = startProgram(PROGRAMS.start, [], { cwd: folder() });
        await program.line(/^Ctrl-C/);
        expect(program.output()).toMatch(
          /^Running: a devcluster at https:\/\/127\.0\.0\.1:(?!6443)\d+ \(port 6443(, \d+)* is taken\)/m,
        );
        expect(program.output().match(/^ {2}kubectl .*$/gm)).toHaveLength(3);
        expect((await program.stop("SIGTERM")).code).toBe(0);
      }, 6443);
    });

    test("a kubeconfig that cannot be written ends it with code 1 and one message", async () => {
      const cwd = folder();
      writeFileSync(join(cwd, ".homeostat"), "");
      const { code, stdout, stderr } = await startProgram(PROGRAMS.start, [], { cwd }).ended;
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^npm start: \S+\/\.homeostat\/kubeconfig: the kubeconfig cannot be written: E.*\n$/);
    });
  });
}

function folder(): string {
  return mkdtempSync(join(tmpdir(), "homeostat-e2e-"));
}

/** Somebody else may have the port already. */
async function withTakenPort<T>(work: (port: number) => Promise<T>, wanted = 0): Promise<T> {
  const server = createServer();
  await new Promise<void>((resolve) => server.once("error", () => resolve()).listen(wanted, "127.0.0.1", resolve));
  try {
    return await work((server.address() as AddressInfo | null)?.port ?? wanted);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
