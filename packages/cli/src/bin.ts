#!/usr/bin/env node
import nodeModule from "node:module";
import { processTerminal } from "#commands/terminal.ts";
import { run } from "#commands/run.ts";

// From Node 22 on, compiled code is kept between runs: the compiler's takes a third of a second to compile.
if ("enableCompileCache" in nodeModule && typeof nodeModule.enableCompileCache === "function")
  nodeModule.enableCompileCache();
process.exitCode = await run(process.argv.slice(2), processTerminal());
