import type { Kind, ObjectOf } from "#meta/kind.ts";
import type { Persisted } from "#meta/object.ts";
import { isApiError } from "./api-error.ts";
import type { Caller } from "./caller.ts";
import type { Client, ListOptions, Page, PagesOptions } from "./client.ts";
import { decodeList } from "./list-decoder.ts";
import { notJson, withTypeFields } from "./parse-object.ts";
import { collectionPath, selectorQuery, withQuery } from "./request-path.ts";

/** Objects per page where the caller does not say; client-go's number. */
const DEFAULT_PAGE_SIZE = 500;

/** The two ways to list. */
export function createListing(caller: Caller): Pick<Client, "list" | "pages"> {
  async function page<K extends Kind>(kind: K, options: PagesOptions): Promise<Page<Persisted<ObjectOf<K>>>> {
    const path = withQuery(collectionPath(kind, options.namespace), pageQuery(options));
    const { body } = await caller.read({ verb: "list", method: "GET", path, options });
    const { envelope, items } = decode(body, path, options.managedFields === true);
    const { resourceVersion = "", continue: next, remainingItemCount } = envelope.metadata ?? {};
    return {
      items: items.map((item) => withTypeFields<Persisted<ObjectOf<K>>>(item, kind)),
      resourceVersion,
      ...(next === undefined || next === "" ? {} : { continue: next }),
      ...(remainingItemCount === undefined ? {} : { remainingItemCount }),
    };
  }

  async function* pages<K extends Kind>(
    kind: K,
    options: PagesOptions = {},
  ): AsyncGenerator<Page<Persisted<ObjectOf<K>>>, void, undefined> {
    let current = await page(kind, options);
    yield current;
    while (current.continue !== undefined) {
      current = await page(kind, { ...options, continue: current.continue });
      yield current;
    }
  }

  async function all<K extends Kind>(kind: K, options: PagesOptions): Promise<Persisted<ObjectOf<K>>[]> {
    const objects: Persisted<ObjectOf<K>>[] = [];
    for await (const { items } of pages(kind, options)) for (const item of items) objects.push(item);
    return objects;
  }

  return {
    pages,
    async list(kind, options: ListOptions = {}) {
      if (options.index !== undefined) {
        throw new Error(
          `list of ${kind.kind} by index "${options.index.name}": only a cache has indexes, this read goes to the API server; ` +
            `watch the kind in a controller or select by labels or fields`,
        );
      }
      try {
        return await all(kind, options);
      } catch (error) {
        // The continue token outlived the server's history: one consistent page instead, as client-go's pager does.
        if (!isApiError(error, "Expired") || !error.path.includes("continue=")) throw error;
        return all(kind, { ...options, pageSize: 0 });
      }
    },
  };
}

function pageQuery(options: PagesOptions): Readonly<Record<string, string | undefined>> {
  const { pageSize = DEFAULT_PAGE_SIZE, continue: token, resourceVersion, resourceVersionMatch } = options;
  return {
    ...selectorQuery(options),
    limit: pageSize > 0 ? String(pageSize) : undefined,
    // The token carries the version; the server refuses both together.
    ...(token === undefined ? { resourceVersion, resourceVersionMatch } : { continue: token }),
  };
}

function decode(body: Buffer, path: string, managedFields: boolean): ReturnType<typeof decodeList> {
  try {
    return decodeList(body, { managedFields });
  } catch (cause) {
    throw notJson(body, path, cause);
  }
}
