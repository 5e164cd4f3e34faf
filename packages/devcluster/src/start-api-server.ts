import type { HttpHandler } from "homeostat/internal/http/handler.ts";
import { createApiServer } from "#apiserver/api-server.ts";
import { startCrdLifecycle } from "#apiserver/crd-lifecycle.ts";
import { createContext } from "./create-context.ts";

/** An API server with its store, ready to answer. */
export interface StartedApiServer {
  readonly handler: HttpHandler;
  /** Ends what works in the background. */
  stop(): void;
}

/** Creates the API server of a devcluster: a fresh store, and CustomResourceDefinitions that come to life. */
export function startApiServer(options: Parameters<typeof createContext>[0]): StartedApiServer {
  const context = createContext(options);
  const { handler } = createApiServer(context);
  return { handler, stop: startCrdLifecycle(context) };
}
