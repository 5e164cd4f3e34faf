import { startDevcluster, type Devcluster, type DevclusterOptions } from "./cluster.ts";
import type { ListenOptions } from "./server.ts";

/** The port of a Kubernetes API server. */
const DEFAULT_PORT = 6443;

/** How many ports are tried before giving up. */
const MAX_PORT_TRIES = 100;

/** A devcluster on the first free port from `firstPort` on; `taken` is called for each port that somebody else has. */
export async function startOnFreePort(
  options: DevclusterOptions & { readonly listen: ListenOptions },
  firstPort: number = DEFAULT_PORT,
  taken: (port: number) => void = () => undefined,
): Promise<Devcluster> {
  const start = (port: number): Promise<Devcluster> =>
    startDevcluster({ ...options, listen: { ...options.listen, port } });
  return onFreePort(start, firstPort, taken);
}

/** What `start` makes on the first port from `firstPort` on on which it can listen. */
export async function onFreePort<T>(
  start: (port: number) => Promise<T>,
  firstPort: number = DEFAULT_PORT,
  taken: (port: number) => void = () => undefined,
): Promise<T> {
  for (let port = firstPort; ; port++) {
    try {
      return await start(port);
    } catch (error) {
      if (!isAddressInUse(error) || port - firstPort >= MAX_PORT_TRIES) throw error;
      taken(port);
    }
  }
}

/** Whether listening failed because the port is taken. */
export function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === "EADDRINUSE";
}
