import { isAscii } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Script } from "node:vm";

/**
 * Requires a large CommonJS module that needs only Node's own modules, and keeps what V8 made of it in the user's cache folder, so that
 * the next process need not compile it. It is kept at the end of the process (`atEnd`), with the
 * functions that were used. From Node 22 on, `module.enableCompileCache` does that; this is for Node 20. Without a cache folder it is
 * an ordinary `require`, only slower.
 */
export function requireWithCodeCache(
  file: string,
  atEnd: (keep: () => void) => void = (keep) => void process.once("exit", keep),
): unknown {
  const source = readText(file);
  const cacheFile = join(cacheFolder(), `${createHash("sha256").update(identity(file, source)).digest("hex")}.bin`);
  const cachedData = read(cacheFile);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const loaded = { exports: {} };
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
  run.call(loaded.exports, loaded.exports, createRequire(file), loaded, file, dirname(file));
  if (cachedData === undefined || script.cachedDataRejected === true)
    atEnd(() => write(cacheFile, script.createCachedData()));
  return loaded.exports;
}

/** Without a search for characters of several bytes when there are none, as it is in the compiler. */
function readText(file: string): string {
  const bytes = readFileSync(file);
  return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
}

function cacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "homeostat", "code");
}

/** V8 itself compares only the length of the source, and its own version and flags. */
function identity(file: string, source: string): string {
  return [file, process.version, process.arch, source.length, source.slice(0, 100), source.slice(-1000)].join("\n");
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined; // Not made yet.
  }
}

function write(file: string, data: Buffer): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const part = `${file}.${process.pid}`;
    writeFileSync(part, data, { mode: 0o600 });
    renameSync(part, file);
  } catch {
    // A home that is full or cannot be written to makes it slower, not wrong.
  }
}
