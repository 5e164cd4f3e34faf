import { builtinSchema } from "@homeostat/schema";
import { formatTime } from "homeostat/internal/meta/time.ts";
import { updateManagedFields } from "#patch/update-managed-fields.ts";
import type { ServiceAccountTokens, TokenClaims } from "#auth/service-account-tokens.ts";
import { invalid, invalidError, type FieldError } from "#status/field-error.ts";
import { StatusError } from "#status/status-error.ts";
import type { ApiObject } from "#storage/store.ts";
import type { Outcome, ResourceRequest, SpecialHandler } from "./context.ts";
import { decodeBody } from "./decode.ts";
import { methodNotAllowed, notFound } from "./errors.ts";
import { writeOptionsOf } from "./write-options.ts";

const KIND = { group: "authentication.k8s.io", kind: "TokenRequest" };
const DEFAULT_EXPIRATION_SECONDS = 3600;
const MIN_EXPIRATION_SECONDS = 600;

interface TokenSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly name?: string;
    readonly uid?: string;
  } | null;
}

/** `POST …/serviceaccounts/NAME/token`. See https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/ */
export function tokenRequestHandler(tokens: ServiceAccountTokens): SpecialHandler {
  return async (request): Promise<Outcome> => {
    if (request.info.verb !== "create") {
      throw methodNotAllowed();
    }
    const { namespace, name } = request.info;
    const body = await decodeBody(request);
    const account = request.context.store.table("serviceaccounts").get(`${namespace}/${name}`);
    if (account === undefined) throw notFound(request.resource, name);
    const spec = (body["spec"] ?? {}) as TokenSpec;
    refuseBad(body, spec, name);
    const expirationSeconds = spec.expirationSeconds ?? DEFAULT_EXPIRATION_SECONDS;
    const audiences = spec.audiences === undefined || spec.audiences.length === 0 ? [tokens.issuer] : spec.audiences;
    const boundTo = boundObject(request, spec);
    const { uid = "", creationTimestamp = "" } = account.object.metadata;
    const issued = tokens.issue({
      namespace,
      name,
      uid,
      audiences,
      expirationSeconds,
      ...(boundTo === undefined ? {} : { boundTo }),
    });
    return {
      code: 201,
      object: {
        kind: "TokenRequest",
        apiVersion: "authentication.k8s.io/v1",
        metadata: {
          name,
          namespace,
          uid,
          creationTimestamp,
          ...ownership(request, body, { ...spec, expirationSeconds }),
        },
        spec: { audiences, expirationSeconds, boundObjectRef: spec.boundObjectRef ?? null },
        status: { token: issued.token, expirationTimestamp: issued.expirationTimestamp },
      },
    };
  };
}

/** Who asked for what, as for every object that is created. */
function ownership(
  request: ResourceRequest,
  body: ApiObject,
  spec: TokenSpec,
): Pick<ApiObject["metadata"], "managedFields"> {
  const { manager } = writeOptionsOf(request.http, request.query, "CreateOptions");
  const apiVersion = "authentication.k8s.io/v1";
  const asked = { apiVersion, kind: KIND.kind, metadata: { ...body.metadata }, spec };
  const schema = builtinSchema(KIND.group, "v1", KIND.kind) ?? {};
  const time = formatTime(request.context.clock.now());
  const { metadata } = updateManagedFields({
    live: undefined,
    next: asked,
    manager,
    subresource: "token",
    apiVersion,
    schema,
    time,
  });
  return metadata.managedFields === undefined ? {} : { managedFields: metadata.managedFields };
}

function refuseBad(body: ApiObject, spec: TokenSpec, name: string): void {
  const wanted = body.metadata?.name ?? "";
  if (wanted !== "" && wanted !== name) {
    throw invalidError(KIND, name, [
      invalid("metadata.name", wanted, "must match the service account name if specified"),
    ]);
  }
  const seconds = spec.expirationSeconds ?? DEFAULT_EXPIRATION_SECONDS;
  const errors: FieldError[] = [];
  if (seconds < MIN_EXPIRATION_SECONDS)
    errors.push(invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"));
  if (seconds > 2 ** 32)
    errors.push(invalid("spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds"));
  if (errors.length > 0) throw invalidError(KIND, wanted, errors);
}

/** The object that the token dies with; it must exist. */
function boundObject(request: ResourceRequest, spec: TokenSpec): TokenClaims["boundTo"] {
  const reference = spec.boundObjectRef;
  if (reference === undefined || reference === null) return undefined;
  const kinds = { Pod: ["pod", "pods"], Secret: ["secret", "secrets"], Node: ["node", "nodes"] } as const;
  const known = kinds[reference.kind as keyof typeof kinds];
  if (known === undefined) {
    throw new StatusError(400, "BadRequest", `cannot bind token to object of type ${typeText(reference)}`);
  }
  const [kind, resource] = known;
  const name = reference.name ?? "";
  const key = kind === "node" ? name : `${request.info.namespace}/${name}`;
  const object = request.context.store.table(resource).get(key)?.object;
  if (object === undefined) throw notFound({ group: "", resource }, name);
  const uid = object.metadata.uid ?? "";
  if (reference.uid !== undefined && reference.uid !== "" && reference.uid !== uid) {
    throw new StatusError(
      409,
      "Conflict",
      `Operation cannot be fulfilled on ${reference.kind ?? ""} "${name}": the UID in the bound object reference (${reference.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
      {
        details: { name, kind: reference.kind ?? "" },
      },
    );
  }
  return { kind, name, uid };
}

/** `apps/v1, Kind=Deployment`; without a group `/v1, Kind=Pod`. */
function typeText({ apiVersion = "", kind = "" }: { readonly apiVersion?: string; readonly kind?: string }): string {
  return `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}
