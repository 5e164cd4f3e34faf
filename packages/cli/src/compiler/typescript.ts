import { createRequire } from "node:module";
import type TS from "@typescript/typescript6";

/**
 * The compiler; only this folder knows it. Loaded by `require`, because `import` first searches its nine megabytes for the names
 * that they export, which takes longer than to run them.
 */
export const ts: typeof TS = createRequire(import.meta.url)("@typescript/typescript6");
