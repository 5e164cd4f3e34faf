/** Managers: the start, the life and the end of a program with controllers. */
export type { HttpHandler, HttpRequest, HttpResponse, HttpStream } from "#http/handler.ts";
export type { TlsOptions } from "#http/serve.ts";
export { createManager, type ManagerOptions } from "./create-manager.ts";
export { exitWith, type ExitOptions } from "./exit-with.ts";
export { createHealthHandler, type HealthCheck, ping } from "./health.ts";
export type { Manager } from "./manager.ts";
export {
  createServerRunnable,
  type ListenAddress,
  type ServerRunnable,
  type ServerRunnableOptions,
} from "./server-runnable.ts";
export { shutdownSignal } from "./shutdown-signal.ts";
