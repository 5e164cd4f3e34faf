import type { Cache } from "#cache/cache.ts";
import type { Client } from "#client/client.ts";
import type { EventRecorder } from "#events/recorder.ts";
import type { Runnable } from "./runnable.ts";

/**
 * Everything that a program needs of one cluster. As a `Runnable` it keeps the cache up to date and sends the events; a manager
 * that talks to several clusters is given the others with `manager.add(cluster)`.
 */
export interface Cluster extends Runnable, AsyncDisposable {
  /** Reads the kinds that are in the cache from there, all else and all writes go to the API server. */
  readonly client: Client;
  /** Reads nothing from the cache. */
  readonly liveClient: Client;
  readonly cache: Cache;
  /** A recorder whose events say that `controller` reports them. */
  recorder(controller: string): EventRecorder;
}
