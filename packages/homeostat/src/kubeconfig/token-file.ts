import type { Clock } from "#std/clock.ts";
import type { CredentialProvider, Credentials } from "./cluster-config.ts";
import { KubeconfigError } from "./kubeconfig.ts";
import type { Machine } from "./machine.ts";

/**
 * Gives the token in a file and reads it again every minute, because the kubelet replaces it before it expires. When a later
 * read fails, the last token stays in use.
 */
export function createTokenFile(
  path: string,
  context: { readonly machine: Machine; readonly clock: Clock },
): CredentialProvider {
  const { machine, clock } = context;
  let current: Credentials | undefined;
  let readAtMs = 0;
  let reading: Promise<Credentials> | undefined;

  async function read(): Promise<Credentials> {
    try {
      const token = (await machine.readFile(path)).trim();
      if (token === "") throw new KubeconfigError("the token file is empty", { path });
      current = { token };
    } catch (cause) {
      if (current === undefined) throw tokenError(path, cause);
    }
    readAtMs = clock.monotonicMs();
    // Set by the lines above, or by an earlier read.
    return current ?? {};
  }

  return {
    get() {
      if (current !== undefined && clock.monotonicMs() - readAtMs < REREAD_MS) return Promise.resolve(current);
      reading ??= read().finally(() => (reading = undefined));
      return reading;
    },
    invalidate() {
      readAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}

/** client-go's period. */
const REREAD_MS = 60_000;

function tokenError(path: string, cause: unknown): KubeconfigError {
  if (cause instanceof KubeconfigError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KubeconfigError(`the token file cannot be read (${reason}); check that it exists and its permissions`, {
    path,
    cause,
  });
}
