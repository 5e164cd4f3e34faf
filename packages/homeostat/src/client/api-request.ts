import type { AbortSource, LightAbortController } from "#std/light-abort.ts";
import type { ApiCall } from "./caller.ts";
import type { TransportRequest } from "./transport.ts";

/** The request of a call. Its signal is made when somebody asks for it; this package's HTTP transport does not. */
export class ApiRequest implements TransportRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: TransportRequest["headers"];
  declare readonly body?: string | Uint8Array;
  declare readonly signal: AbortSignal;
  readonly #controller: LightAbortController;

  constructor(call: ApiCall, headers: TransportRequest["headers"], controller: LightAbortController) {
    this.method = call.method;
    this.path = call.path;
    this.headers = headers;
    if (call.body !== undefined) this.body = call.body;
    this.#controller = controller;
    Object.defineProperty(this, "signal", SIGNAL);
  }

  /** What tells of the abort of a request, ours or anybody's, at the least cost. */
  static abortSourceOf(request: TransportRequest): AbortSource | undefined {
    return #controller in request ? request.#controller : request.signal;
  }

  static signalOf(request: ApiRequest): AbortSignal {
    return request.#controller.signal;
  }
}

/** A member of the object, not of the class, so that a transport around another may send on `{ ...request, headers }`. */
const SIGNAL: PropertyDescriptor & ThisType<ApiRequest> = {
  enumerable: true,
  get() {
    return ApiRequest.signalOf(this);
  },
};
