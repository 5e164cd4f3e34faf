import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["homeostat-source", "node", "import", "default"] },
  ssr: {
    resolve: {
      conditions: ["homeostat-source", "node", "import", "default"],
      externalConditions: ["homeostat-source", "node", "import"],
    },
  },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "operators/*/**/*.test.ts",
      "test/**/*.test.ts",
      "conformance/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // CI adds up the results of several runs.
    ...(process.env["TEST_RESULTS"] === undefined
      ? {}
      : { reporters: ["default", "json"], outputFile: { json: process.env["TEST_RESULTS"] } }),
    // Vitest leaves one processor free, which is half of a small machine.
    maxWorkers: availableParallelism(),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/^homeostat/, /^@homeostat\//] } },
  },
});
