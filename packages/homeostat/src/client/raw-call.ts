import type { Caller } from "./caller.ts";
import type { Client, RawRequest, RawResponse } from "./client.ts";
import { parseJson } from "./parse-object.ts";
import { withQuery } from "./request-path.ts";

/** Creates the verb for paths that have no verb. */
export function createRaw(caller: Caller): Client["raw"] {
  return async (request: RawRequest): Promise<RawResponse> => {
    const method = request.method ?? "GET";
    const path = withQuery(request.path, request.query ?? {});
    const response = await caller.open({
      verb: method.toLowerCase(),
      method,
      path,
      body: request.body,
      headers: lowerCaseNames(request.headers),
      options: request,
    });
    return {
      status: response.status,
      headers: response.headers,
      text: async () => (await response.readBody()).toString("utf8"),
      json: async <T>() => parseJson(await response.readBody(), path) as T,
      chunks: () => response.chunks(),
    };
  };
}

function lowerCaseNames(headers: RawRequest["headers"]): Readonly<Record<string, string>> | undefined {
  if (headers === undefined) return undefined;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
