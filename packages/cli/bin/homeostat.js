#!/usr/bin/env node
// A file of its own, because npm links commands when it installs: in a checkout before anything is compiled.
import { existsSync } from "node:fs";

const compiled = new URL("../dist/bin.js", import.meta.url);
if (existsSync(compiled)) await import(compiled.href);
else {
  process.stderr.write("homeostat is not compiled yet: run `npm run build` in the checkout\n");
  process.exitCode = 2;
}
