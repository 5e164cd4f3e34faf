import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** What the measurements run on. */
export interface Runtime {
  readonly node: string;
  readonly version: string;
  /** Main file of the client-node to compare with; undefined: the one that this package depends on. */
  readonly clientNode: string | undefined;
}

const CLIENT_NODE_VERSION = "2.0.1";

const PACKAGE = {
  private: true,
  dependencies: { node: "26", "@kubernetes/client-node": CLIENT_NODE_VERSION },
  // The package `node` is put together by its install script, which npm asks to be allowed.
  allowScripts: { node: true },
};

/** Fetches Node 26 and the client-node that needs it from the npm registry, once, outside of the checkout. */
export function installNode26(): Runtime {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "homeostat", "bench", `node26-client-node-${CLIENT_NODE_VERSION}`);
  const modules = join(folder, "node_modules");
  const node = join(modules, "node", "bin", "node");
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify(PACKAGE));
    execFileSync("npm", ["install", "--no-audit", "--no-fund"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  return { node, version, clientNode: join(modules, "@kubernetes", "client-node", "dist", "index.js") };
}
