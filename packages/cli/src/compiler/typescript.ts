import nodeModule, { createRequire } from "node:module";
import type TS from "@typescript/typescript6";
import { requireWithCodeCache } from "./require-with-code-cache.ts";

/**
 * The compiler; only this folder knows it. Loaded by `require`, because `import` first searches its nine megabytes for the names
 * that they export, which takes longer than to run them.
 */
export const ts: typeof TS = load();

function load(): typeof TS {
  const require = createRequire(import.meta.url);
  if ("enableCompileCache" in nodeModule) return require("@typescript/typescript6") as typeof TS;
  // The package itself only requires the real one.
  const real = createRequire(require.resolve("@typescript/typescript6")).resolve("@typescript/old");
  return requireWithCodeCache(real) as typeof TS;
}
