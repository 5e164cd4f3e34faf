/**
 * The client of the Kubernetes API: typed verbs over a transport, and the errors that they fail with.
 */
export { ApiError, isApiError } from "./api-error.ts";
export type { ApiErrorFields, Status, StatusCause, StatusDetails, StatusReason } from "./api-error.ts";
export type {
  ApplyOf,
  ApplyOptions,
  CallOptions,
  Client,
  Consistency,
  DeepPartial,
  DeleteAllOfOptions,
  DeleteOptions,
  GetOptions,
  JsonPatchOperation,
  ListOptions,
  ObjectReference,
  Page,
  PagesOptions,
  Patch,
  PatchOptions,
  RawRequest,
  RawResponse,
  Reader,
  SelectorOptions,
  SubresourceClient,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from "./client.ts";
export type { ClientOptions } from "./client-options.ts";
export { createClient } from "./create-client.ts";
export { createHandlerTransport } from "./handler-transport.ts";
export type { HandlerTransportOptions } from "./handler-transport.ts";
export type { HttpHandler, HttpHeaders, HttpPeer, HttpRequest, HttpResponse, HttpStream } from "#http/handler.ts";
export { createHttpTransport } from "./http-transport.ts";
export type { HttpTransportOptions } from "./http-transport.ts";
export { isTransportError, TransportError } from "./transport.ts";
export type { Transport, TransportRequest, TransportResponse } from "./transport.ts";
export type { Warning, WarningHandler } from "./warning.ts";
