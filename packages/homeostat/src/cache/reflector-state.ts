import type { Page, WatchEvent } from "#client/client.ts";
import type { KubernetesObject, Persisted } from "#meta/object.ts";
import type { ReflectorFailure } from "./reflector-failure.ts";

/** What the reflector knows. */
export interface ReflectorState {
  readonly phase: ReflectorPhase;
  /** The store holds what the server had at this version; empty before the first list. */
  readonly resourceVersion: string;
  /** The server does not do streaming lists: they are not asked for again. */
  readonly streamingRefused: boolean;
  /** The server cannot serve `resourceVersion`: the next list asks for the most recent state. */
  readonly versionUnavailable: boolean;
  /** The server cut a list at version 0 into pages, so it does not serve lists from memory. */
  readonly paginates: boolean;
  /** Consecutive failures since two quiet minutes. */
  readonly failures: number;
  readonly lastFailureAtMs: number;
  /** Why nothing works at the moment; undefined while all is well. */
  readonly failing: { readonly verb: "list" | "watch"; readonly failure: ReflectorFailure } | undefined;
}

export type ReflectorPhase =
  | { readonly name: "new" }
  /** The objects come as events, up to the bookmark that ends them. */
  | { readonly name: "streaming"; readonly resourceVersion: string }
  | { readonly name: "listing"; readonly resourceVersion: string; readonly pageSize: number; readonly pages: number }
  /** `trusted`: the versions of the events are in order. */
  | { readonly name: "watching"; readonly trusted: boolean; readonly events: number }
  | { readonly name: "waiting"; readonly next: NextTry; readonly reason: string };

/** What to do after a pause: watch on from the last version, get everything again, or that without streaming. */
export type NextTry = "watch" | "relist" | "list";

/** What happened. */
export type ReflectorInput =
  | { readonly type: "start" }
  | { readonly type: "page"; readonly page: Page<StoredObject> }
  | { readonly type: "event"; readonly event: WatchEvent<StoredObject> }
  /** The server closed the watch, which was open for `openMs`. */
  | { readonly type: "ended"; readonly atMs: number; readonly openMs: number }
  | { readonly type: "failed"; readonly failure: ReflectorFailure; readonly atMs: number }
  /** The watch has been open for a while without failing. */
  | { readonly type: "alive" }
  | { readonly type: "waited" };

/** What to do about it: first change the store, then obey the command. Without a command, go on reading. */
export interface ReflectorOutput {
  readonly change?: StoreChange;
  readonly command?: ReflectorCommand;
}

/** A request to make, which replaces the running one. `reason` is for metrics and logs. */
export type ReflectorCommand =
  | { readonly type: "list"; readonly resourceVersion: string; readonly pageSize: number; readonly reason: string }
  | {
      readonly type: "watch";
      readonly resourceVersion: string;
      readonly sendInitialEvents: boolean;
      readonly reason: string;
    }
  /** A pause of random length between the two. */
  | { readonly type: "wait"; readonly minMs: number; readonly maxMs: number };

/** A change to the store. A list is collected aside (`stage`) and takes effect at once (`replace`) or not at all. */
export type StoreChange =
  | { readonly type: "stage"; readonly objects: readonly StoredObject[] }
  | { readonly type: "unstage"; readonly object: StoredObject }
  | { readonly type: "discard" }
  | { readonly type: "replace"; readonly objects: readonly StoredObject[]; readonly resourceVersion: string }
  | { readonly type: "put" | "remove"; readonly object: StoredObject; readonly trusted: boolean }
  | { readonly type: "progress"; readonly resourceVersion: string };

/** An object as the API server returned it. */
export type StoredObject = Persisted<KubernetesObject>;

/** The state before `start`. */
export const initialReflectorState: ReflectorState = {
  phase: { name: "new" },
  resourceVersion: "",
  streamingRefused: false,
  versionUnavailable: false,
  paginates: false,
  failures: 0,
  lastFailureAtMs: Number.NEGATIVE_INFINITY,
  failing: undefined,
};
