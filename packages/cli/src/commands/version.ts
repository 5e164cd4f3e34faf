import { readFileSync } from "node:fs";

/** The version of this package. */
export function version(): string {
  // The same depth from src/commands and dist/commands.
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  if (typeof manifest !== "object" || manifest === null || !("version" in manifest)) return "";
  return String(manifest.version);
}
