import { readFileSync } from "node:fs";

/** Reads a generated table of the package's `data` folder. Nothing is cached here: callers keep what they derive from it. */
export function readData<T>(name: "definitions" | "resources" | "protobuf" | "bootstrap"): T {
  // The same depth from src/builtin and dist/builtin.
  return JSON.parse(readFileSync(new URL(`../../data/${name}.json`, import.meta.url), "utf8")) as T;
}
