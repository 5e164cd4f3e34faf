import { errorText } from "#observe/log-fields.ts";
import { isDefect } from "#std/defect.ts";

/**
 * Ends the program because of an error, with one message on standard error. Exit codes: 1 when the user's input or surroundings
 * are to blame (a kubeconfig, an unreachable server, a taken port); 2 for flags that `parseArgs` of Node refuses; 70, and then
 * with a stack, when the program itself is wrong.
 *
 * ```ts
 * try {
 *   await using manager = await createManager();
 *   manager.add(controller);
 *   await manager.run(shutdownSignal());
 * } catch (error) {
 *   exitWith(error);
 * }
 * ```
 */
export function exitWith(error: unknown, options: ExitOptions = {}): never {
  const { program } = options;
  const { code, message } = exitOf(error);
  process.stderr.write(`${program === undefined ? "" : `${program}: `}${message}\n`);
  process.exit(code);
}

/** Options of `exitWith`. */
export interface ExitOptions {
  /** Stands before the message. @default nothing */
  readonly program?: string;
}

/** The exit code and the message of a program that ends because of an error. */
export function exitOf(error: unknown): { readonly code: 1 | 2 | 70; readonly message: string } {
  if (isUsageError(error)) return { code: 2, message: error.message };
  if (!isDefect(error)) return { code: 1, message: errorText(error) };
  const stack = error instanceof Error ? (error.stack ?? String(error)) : errorText(error);
  return { code: 70, message: `a bug in this program, please report it:\n${stack}` };
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}
