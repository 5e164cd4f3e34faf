import type { Page, WatchEvent } from "#client/client.ts";
import { unreachable } from "#std/assert.ts";
import type { ReflectorFailure } from "./reflector-failure.ts";
import { failed, list, listAt, relist, type Result, wait, watch } from "./reflector-requests.ts";
import type {
  ReflectorInput,
  ReflectorOutput,
  ReflectorPhase,
  ReflectorState,
  StoredObject,
} from "./reflector-state.ts";

/**
 * The next step of keeping a store equal to what the API server has: what happened goes in, the change to the store and the
 * request to make next come out. Pure, so every order of events and failures can be tested.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export function step(state: ReflectorState, input: ReflectorInput): readonly [ReflectorState, ReflectorOutput] {
  switch (input.type) {
    case "start":
      return relist(state, "initial");
    case "page":
      return onPage(state, input.page);
    case "event":
      return onEvent(state, input.event);
    case "ended":
      return onEnded(state, input);
    case "failed":
      return onFailed(state, input);
    case "alive":
      return [recovered(state), {}];
    case "waited":
      return onWaited(state);
    default:
      return unreachable(input);
  }
}

/** A watch that ends sooner, without an event, is a failure: the server would be asked again and again. */
const SHORT_WATCH_MS = 1000;

/** After so many failures in a row an easier request is made: pages in place of a stream, a list in place of a watch. */
const MAX_FAILURES = 5;

function onPage(state: ReflectorState, page: Page<StoredObject>): Result {
  const { phase } = state;
  if (phase.name !== "listing") return [state, {}];
  const { items: objects, resourceVersion } = page;
  if (page.continue !== undefined && page.continue !== "") {
    const paginates = state.paginates || phase.resourceVersion === "0";
    return [
      { ...state, paginates, phase: { ...phase, pages: phase.pages + 1 } },
      { change: { type: "stage", objects } },
    ];
  }
  // The last page: the list takes effect and the watch begins where it ended.
  const listed = recovered({ ...state, resourceVersion, versionUnavailable: false }, "list");
  const [next, output] = watch(listed, "listed");
  return [next, { ...output, change: { type: "replace", objects, resourceVersion } }];
}

function onEvent(state: ReflectorState, event: WatchEvent<StoredObject>): Result {
  switch (state.phase.name) {
    case "streaming":
      return onInitialEvent(state, event);
    case "watching":
      return onWatchEvent(state, state.phase, event);
    default:
      return [state, {}];
  }
}

function onInitialEvent(state: ReflectorState, event: WatchEvent<StoredObject>): Result {
  switch (event.type) {
    case "ADDED":
    case "MODIFIED":
      return [state, { change: { type: "stage", objects: [event.object] } }];
    case "DELETED":
      return [state, { change: { type: "unstage", object: event.object } }];
    case "BOOKMARK": {
      if (!event.initialEventsEnd) return [state, {}];
      const { resourceVersion } = event;
      const next: ReflectorState = {
        ...recovered(state),
        resourceVersion,
        versionUnavailable: false,
        phase: { name: "watching", trusted: true, events: 1 },
      };
      return [next, { change: { type: "replace", objects: [], resourceVersion } }];
    }
  }
}

function onWatchEvent(state: ReflectorState, phase: WatchingPhase, event: WatchEvent<StoredObject>): Result {
  // A watch from version 0 begins with the current objects as ADDED, not in the order of their versions.
  const trusted = phase.trusted || event.type !== "ADDED";
  const version = event.type === "BOOKMARK" ? event.resourceVersion : event.object.metadata.resourceVersion;
  const next: ReflectorState = {
    ...recovered(state),
    resourceVersion: trusted ? version : state.resourceVersion,
    phase: { name: "watching", trusted, events: phase.events + 1 },
  };
  switch (event.type) {
    case "ADDED":
    case "MODIFIED":
      return [next, { change: { type: "put", object: event.object, trusted } }];
    case "DELETED":
      return [next, { change: { type: "remove", object: event.object, trusted } }];
    case "BOOKMARK":
      return [next, { change: { type: "progress", resourceVersion: version } }];
  }
}

type WatchingPhase = ReflectorPhase & { readonly name: "watching" };

function onEnded(state: ReflectorState, input: ReflectorInput & { type: "ended" }): Result {
  const { phase } = state;
  switch (phase.name) {
    case "streaming":
      return onFailed(state, { type: "failed", atMs: input.atMs, failure: incompleteStream });
    case "watching":
      if (input.openMs < SHORT_WATCH_MS && phase.events === 0) {
        return onFailed(state, { type: "failed", atMs: input.atMs, failure: shortWatch });
      }
      return watch(recovered(state), "closed");
    default:
      return [state, {}];
  }
}

const incompleteStream: ReflectorFailure = {
  cause: "shortWatch",
  error: new Error("the server ended a streaming list before its last bookmark"),
};

const shortWatch: ReflectorFailure = {
  cause: "shortWatch",
  error: new Error("the server ended the watch at once, without an event"),
};

function onFailed(before: ReflectorState, input: ReflectorInput & { type: "failed" }): Result {
  const { failure, atMs } = input;
  if (before.phase.name === "streaming" && failure.cause === "unsupported") {
    // An older server: nothing is wrong.
    return discarding(list({ ...before, streamingRefused: true }, "streaming-refused"));
  }
  const state = failed(before, failure, atMs);
  switch (before.phase.name) {
    case "streaming":
      return discarding(onStreamFailed(state, before.phase.resourceVersion, failure));
    case "listing":
      return discarding(onListFailed(state, before.phase, failure));
    case "watching":
      return onWatchFailed(state, failure);
    default:
      return [before, {}];
  }
}

function onStreamFailed(state: ReflectorState, askedVersion: string, failure: ReflectorFailure): Result {
  switch (failure.cause) {
    case "expired":
    case "versionTooLarge":
      if (askedVersion === "") return wait(state, "list", failure);
      return relist({ ...state, versionUnavailable: true }, failure.cause);
    case "denied":
    case "missing":
      // Whether it may be listed, and whether it exists at all, a list says more clearly; and `list` may be allowed alone.
      return list(state, failure.cause);
    case "throttled":
    case "refused":
    case "unreachable":
    case "server":
      return wait(state, state.failures >= MAX_FAILURES ? "list" : "relist", failure);
    default:
      return wait(state, "list", failure);
  }
}

function onListFailed(
  state: ReflectorState,
  phase: ReflectorPhase & { name: "listing" },
  failure: ReflectorFailure,
): Result {
  if (failure.cause === "expired" && phase.pages > 0 && phase.pageSize > 0) {
    // The continue token expired: the pages take longer to read than the server keeps history. All at once, then.
    return listAt(state, { resourceVersion: phase.resourceVersion, pageSize: 0, reason: "continue-expired" });
  }
  if ((failure.cause === "expired" || failure.cause === "versionTooLarge") && phase.resourceVersion !== "") {
    return list({ ...state, versionUnavailable: true }, failure.cause);
  }
  return wait(state, "list", failure);
}

function onWatchFailed(state: ReflectorState, failure: ReflectorFailure): Result {
  switch (failure.cause) {
    case "expired":
    case "versionTooLarge":
      // At once when it is the first time; a server whose history is always too short must not be stormed with lists.
      return state.failures <= 1 ? relist(state, failure.cause) : wait(state, "relist", failure);
    case "idle":
      return watch(state, "idle");
    case "throttled":
    case "refused":
    case "unreachable":
      return wait(state, "watch", failure);
    case "server":
      return wait(state, state.failures >= MAX_FAILURES ? "relist" : "watch", failure);
    default:
      return wait(state, "relist", failure);
  }
}

function onWaited(state: ReflectorState): Result {
  const { phase } = state;
  if (phase.name !== "waiting") return [state, {}];
  if (phase.next === "watch") return watch(state, phase.reason);
  return phase.next === "relist" ? relist(state, phase.reason) : list(state, phase.reason);
}

/** A list that works does not prove that the watch does. */
function recovered(state: ReflectorState, verb?: "list"): ReflectorState {
  if (state.failing === undefined) return state;
  return verb !== undefined && state.failing.verb !== verb ? state : { ...state, failing: undefined };
}

/** What was collected of a list that failed is thrown away. */
function discarding([state, output]: Result): Result {
  return [state, { ...output, change: { type: "discard" } }];
}
