import { isApiError } from "#client/api-error.ts";
import { isTransportError } from "#client/transport.ts";
import { type Kind, resourceNameOf } from "#meta/kind.ts";

/** A failed list or watch, reduced to what the reflector decides by. */
export interface ReflectorFailure {
  readonly cause: ReflectorFailureCause;
  readonly error: Error;
  /** How long the server asks to wait. */
  readonly retryAfterMs?: number;
}

/** Why a list or watch failed, as far as it matters for what comes next. */
export type ReflectorFailureCause =
  /** 410: the version or the continue token is too old. */
  | "expired"
  /** The server has not come to this version yet. */
  | "versionTooLarge"
  /** 429. */
  | "throttled"
  /** Nobody listens: the server restarts. */
  | "refused"
  /** The connection broke or timed out. */
  | "unreachable"
  /** Nothing arrived on the watch for too long. */
  | "idle"
  /** The server does not know these parameters. */
  | "unsupported"
  /** 401 or 403. */
  | "denied"
  /** 404: the kind is not served. */
  | "missing"
  /** 5xx. */
  | "server"
  /** The server ended the watch at once. */
  | "shortWatch"
  | "other";

/** Classifies what a list or a watch threw. */
export function reflectorFailure(thrown: unknown): ReflectorFailure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (isTransportError(thrown)) return { cause: transportCause(thrown.code), error };
  if (!isApiError(thrown)) return { cause: "other", error };
  const cause = isVersionTooLarge(thrown) ? "versionTooLarge" : statusCause(thrown.status);
  const { retryAfterSeconds } = thrown;
  return retryAfterSeconds === undefined ? { cause, error } : { cause, error, retryAfterMs: retryAfterSeconds * 1000 };
}

/**
 * A list or watch of a cached kind fails, so the cache of this kind does not move. `cause` is what the client threw.
 */
export class InformerError extends Error {
  /** `podsets.app.example.com`. */
  readonly resource: string;
  readonly verb: "list" | "watch";
  readonly reason: ReflectorFailureCause;

  constructor(kind: Kind, verb: "list" | "watch", failure: ReflectorFailure) {
    const resource = resourceNameOf(kind);
    super(`cannot ${verb} ${resource}: ${failure.error.message}${advice(kind, failure.cause)}`, {
      cause: failure.error,
    });
    this.name = "InformerError";
    this.resource = resource;
    this.verb = verb;
    this.reason = failure.cause;
  }
}

function advice(kind: Kind, cause: ReflectorFailureCause): string {
  if (cause === "denied") {
    return `; allow it with: +kubebuilder:rbac:groups=${kind.group === "" ? '""' : kind.group},resources=${kind.plural},verbs=get;list;watch`;
  }
  if (cause === "missing") {
    return `; the server does not serve ${kind.plural} of ${kind.group === "" ? kind.version : `${kind.group}/${kind.version}`}: install its CRD, or correct the group, version and plural of the kind`;
  }
  return "";
}

function transportCause(code: string | undefined): ReflectorFailureCause {
  if (code === "EIDLE") return "idle";
  if (code === "ECONNREFUSED") return "refused";
  return code === "EBADBODY" || code === "ETOOLARGE" ? "other" : "unreachable";
}

function statusCause(status: number): ReflectorFailureCause {
  switch (status) {
    case 410:
      return "expired";
    case 429:
      return "throttled";
    case 401:
    case 403:
      return "denied";
    case 404:
      return "missing";
    case 400:
    case 405:
    case 406:
    case 415:
    case 422:
    case 501:
      return "unsupported";
    default:
      return status >= 500 ? "server" : "other";
  }
}

/** "Too large resource version: 9, current: 5", as a 504 with this cause. */
function isVersionTooLarge(error: {
  readonly status: number;
  readonly causes: readonly { reason?: string }[];
}): boolean {
  return error.status === 504 && error.causes.some(({ reason }) => reason === "ResourceVersionTooLarge");
}
