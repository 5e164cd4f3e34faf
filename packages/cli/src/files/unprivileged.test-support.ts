import { statSync } from "node:fs";
import { dirname } from "node:path";

/** Of the user nobody, on all systems that matter. */
const NOBODY = 65_534;

/**
 * Runs an action as a user whom permissions bind. They do not bind the superuser, as whom tests often run in containers, so he is nobody
 * for as long as it takes.
 */
export async function unprivileged<T>(action: () => T | Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return action();
  process.seteuid?.(NOBODY);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

/** Whether that user can reach a folder at all. */
export function isReachable(folder: string): boolean {
  if (process.geteuid?.() !== 0) return true;
  const open = (statSync(folder).mode & 0o001) !== 0;
  return open && (dirname(folder) === folder || isReachable(dirname(folder)));
}
