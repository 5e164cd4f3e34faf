import { existsSync, writeFileSync, rmSync } from "node:fs";
import { test } from "vitest";
import { startDevcluster } from "./cluster.ts";
test("run", async () => {
  const cluster = await startDevcluster({ listen: { http: true, port: 0 }, controllers: process.env["CTRL"] === "1" });
  writeFileSync("/tmp/b-url", cluster.url ?? "");
  while (!existsSync("/tmp/b-stop")) await new Promise((r) => setTimeout(r, 200));
  await cluster.close();
}, 600000);
