/**
 * The API server answered with a failure. Test it with `isApiError(error, "Conflict")`.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export class ApiError extends Error {
  /** HTTP status, for example 409. */
  readonly status: number;
  /** Why, in one word. Servers may send words that this list does not have. */
  readonly reason: StatusReason;
  /** The server's own words; `message` adds the request to them. */
  readonly statusMessage: string;
  /** What the failure is about: kind, name, causes; undefined when the answer was not a Status with details. */
  readonly details: StatusDetails | undefined;
  /** Field by field, for `Invalid` and `Conflict` of server-side apply. */
  readonly causes: readonly StatusCause[];
  /** How long the server asks to wait before the next try. */
  readonly retryAfterSeconds: number | undefined;
  /** The verb as RBAC calls it, for example `create`. */
  readonly verb: string;
  /** Path and query of the request. */
  readonly path: string;

  constructor(fields: ApiErrorFields) {
    super(`${fields.statusMessage} (${fields.verb} ${fields.path}: ${fields.status} ${fields.reason})`);
    this.name = "ApiError";
    this.status = fields.status;
    this.reason = fields.reason;
    this.statusMessage = fields.statusMessage;
    this.details = fields.details;
    this.causes = fields.details?.causes ?? [];
    this.retryAfterSeconds = fields.retryAfterSeconds;
    this.verb = fields.verb;
    this.path = fields.path;
    Object.defineProperty(this, API_ERROR, { value: true });
  }

  /** HTTP status, by the name that a Status has for it. */
  get code(): number {
    return this.status;
  }
}

/** Whether `error` is an `ApiError` (with this reason), also one from another copy of this package. */
export function isApiError(error: unknown, reason?: StatusReason): error is ApiError {
  return (
    error instanceof Error &&
    API_ERROR in error &&
    (reason === undefined || ("reason" in error && error.reason === reason))
  );
}

/** The reasons of Kubernetes' own failures (`metav1.StatusReason`). */
export type StatusReason =
  | "Unknown"
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Gone"
  | "Invalid"
  | "ServerTimeout"
  | "StoreReadError"
  | "Timeout"
  | "TooManyRequests"
  | "BadRequest"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "RequestEntityTooLarge"
  | "UnsupportedMediaType"
  | "InternalError"
  | "Expired"
  | "ServiceUnavailable"
  | (string & {});

/** What a failure is about (`metav1.StatusDetails`). */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** One cause of a failure (`metav1.StatusCause`). */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The answer to a failed request (`metav1.Status`). */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion?: string;
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** What an `ApiError` is made of. */
export interface ApiErrorFields {
  readonly status: number;
  readonly reason: StatusReason;
  readonly statusMessage: string;
  readonly details?: StatusDetails | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly verb: string;
  readonly path: string;
}

/** The request that failed. */
export interface FailedRequest {
  readonly verb: string;
  readonly path: string;
}

/** The error for an answer with status ≥ 400, whatever its body is. */
export function apiErrorOfBody(request: FailedRequest, status: number, body: string, retryAfter?: number): ApiError {
  const parsed = parseStatus(body);
  if (parsed !== undefined) return apiErrorOfStatus(request, { ...parsed, code: status }, retryAfter);
  return new ApiError({
    ...request,
    status,
    reason: reasonOfCode(status),
    statusMessage: messageOfText(status, body),
    retryAfterSeconds: retryAfter,
  });
}

/** The error for a Status, also one that came as a watch event. */
export function apiErrorOfStatus(request: FailedRequest, status: Status, retryAfter?: number): ApiError {
  const code = status.code ?? 500;
  return new ApiError({
    ...request,
    status: code,
    reason: status.reason !== undefined && status.reason !== "" ? status.reason : reasonOfCode(code),
    statusMessage:
      status.message !== undefined && status.message !== "" ? status.message : `the server answered ${code}`,
    details: status.details,
    retryAfterSeconds: retryAfter ?? status.details?.retryAfterSeconds,
  });
}

/** Whether a value is a Status. */
export function isStatus(value: unknown): value is Status {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "Status";
}

const API_ERROR: symbol = Symbol.for("homeostat.ApiError");

/** As `NewGenericServerResponse` of apimachinery chooses, for answers without a Status. */
const REASON_OF_CODE: Readonly<Record<number, StatusReason>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  410: "Gone",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

const MAX_QUOTED_CHARACTERS = 300;

function reasonOfCode(code: number): StatusReason {
  return REASON_OF_CODE[code] ?? "Unknown";
}

function parseStatus(body: string): Status | undefined {
  if (!body.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return isStatus(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function messageOfText(status: number, body: string): string {
  const text = body.trim();
  if (status === 404) return "the server could not find the requested resource; is its CRD or API installed?";
  if (text === "") return `the server answered ${status} without a message`;
  return text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text;
}
