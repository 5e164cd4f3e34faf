import type { CommanderError } from "commander";
import { DiagnosticError } from "#diagnostics/diagnostic.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/**
 * Runs the `homeostat` command and gives its exit code: 0 fine, 1 the user's input, 2 wrong usage, 70 our bug.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if (args.length === 1 && (args[0] === "version" || args[0] === "--version")) {
      terminal.out.write(`${version()}\n`);
      return 0;
    }
    // Loaded only now: `homeostat version` and completion need none of it.
    const { createProgram } = await import("./program.ts");
    let exitCode = 0;
    await createProgram(terminal, (code) => (exitCode = code)).parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error, terminal);
  }
}

function report(error: unknown, terminal: Terminal): number {
  if (isUsageError(error)) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof DiagnosticError) {
    printDiagnostics(error.diagnostics, terminal);
    return 1;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err.write(
    `homeostat ${version()}: a bug of ours, not a mistake of yours. Please report it with this text and what you ran:\n\n` +
      `${text}\n\nNode ${process.version}, ${process.platform} ${process.arch}\n`,
  );
  return 70;
}

/** By its shape: commander is loaded only where commands are parsed. Its texts were printed already. */
function isUsageError(error: unknown): error is CommanderError {
  return (
    error instanceof Error && "exitCode" in error && "code" in error && String(error.code).startsWith("commander.")
  );
}
