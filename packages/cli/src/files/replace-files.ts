import { copyFileSync, linkSync, renameSync, rmSync } from "node:fs";

/** A file that is ready to take its place. */
export interface Replacement {
  /** Its place. */
  readonly target: string;
  /** Where it stands now, in the same folder. */
  readonly prepared: string;
  /** Whether its place is taken. */
  readonly exists: boolean;
}

/** Moves all files to their places. When one cannot be moved, those moved before are taken back, and its error is thrown. */
export function replaceFiles(replacements: readonly Replacement[]): void {
  const moved: Replacement[] = [];
  try {
    for (const one of replacements) if (one.exists) keep(one);
    for (const one of replacements) {
      renameSync(one.prepared, one.target);
      moved.push(one);
    }
  } catch (error) {
    for (const one of moved.reverse()) {
      if (one.exists) renameSync(keptAs(one), one.target);
      else rmSync(one.target, { force: true });
    }
    throw error;
  } finally {
    for (const one of replacements) rmSync(keptAs(one), { force: true });
  }
}

/** Removes prepared files that will not be used. */
export function discard(replacements: readonly Replacement[]): void {
  for (const { prepared } of replacements) {
    try {
      rmSync(prepared, { force: true });
    } catch {
      // What stopped us from writing may stop us from removing.
    }
  }
}

/** The code of a failed system call, such as `EACCES`. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** A second name for the file that is there: taking it back keeps its content and its time of change. */
function keep(one: Replacement): void {
  rmSync(keptAs(one), { force: true });
  try {
    linkSync(one.target, keptAs(one));
  } catch {
    // Not every file system has links.
    copyFileSync(one.target, keptAs(one));
  }
}

function keptAs({ prepared }: Replacement): string {
  return `${prepared}.old`;
}
