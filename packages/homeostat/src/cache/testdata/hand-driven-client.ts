import type { Client, Page, PagesOptions, WatchEvent, WatchOptions } from "#client/client.ts";
import type { Kind } from "#meta/kind.ts";
import type { StoredObject } from "#cache/reflector-state.ts";

/** The two verbs that a reflector uses, answered by the test: each call waits for what the test sends. */
export interface HandDrivenClient {
  readonly client: Pick<Client, "pages" | "watch">;
  /** The latest call; throws when there is none. */
  call(): HandDrivenCall;
  readonly calls: readonly HandDrivenCall[];
}

/** What a list or a watch was asked. */
export type HandDrivenOptions = PagesOptions & Omit<WatchOptions, "resourceVersionMatch">;

/** One list or watch. */
export interface HandDrivenCall {
  readonly verb: "list" | "watch";
  readonly kind: Kind;
  readonly options: HandDrivenOptions;
  send(...items: readonly (WatchEvent<StoredObject> | Page<StoredObject>)[]): Promise<void>;
  end(): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** Creates a client without calls. */
export function createHandDrivenClient(): HandDrivenClient {
  const calls: HandDrivenCall[] = [];
  const open = (verb: "list" | "watch", kind: Kind, options: HandDrivenOptions = {}): AsyncIterable<never> => {
    const { stream, call } = createCall(verb, kind, options);
    calls.push(call);
    return stream as AsyncIterable<never>;
  };
  return {
    calls,
    call() {
      const last = calls.at(-1);
      if (last === undefined) throw new Error("nothing was asked");
      return last;
    },
    client: {
      pages: (kind, options) => open("list", kind, options),
      watch: (kind, options) => open("watch", kind, options),
    },
  };
}

/** An object as a server returns it. */
export function storedObject(
  kind: string,
  metadata: { readonly name: string; readonly resourceVersion: string } & Partial<StoredObject["metadata"]>,
): StoredObject {
  return {
    apiVersion: "v1",
    kind,
    metadata: { uid: `uid-${metadata.name}`, creationTimestamp: "2026-01-01T00:00:00Z", ...metadata },
  };
}

/** Lets everything that is ready run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function createCall(
  verb: "list" | "watch",
  kind: Kind,
  options: HandDrivenOptions,
): { stream: AsyncIterable<unknown>; call: HandDrivenCall } {
  const items: unknown[] = [];
  let finish: { readonly error?: Error } | undefined;
  let wake: () => void = () => undefined;
  options.signal?.addEventListener("abort", () => ((finish = { error: options.signal?.reason as Error }), wake()));
  async function* stream(): AsyncIterable<unknown> {
    for (;;) {
      while (items.length > 0) yield items.shift();
      if (finish?.error !== undefined) throw finish.error;
      if (finish !== undefined) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const go = (): Promise<void> => (wake(), settled());
  return {
    stream: stream(),
    call: {
      verb,
      kind,
      options,
      send: (...sent) => (items.push(...sent), go()),
      end: () => ((finish = {}), go()),
      fail: (error) => ((finish = { error }), go()),
    },
  };
}
