import { createHash, generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import type { Clock } from "homeostat/internal/std/clock.ts";
import type { Random } from "homeostat/internal/std/random.ts";
import type { Store } from "#storage/store.ts";
import type { UserInfo } from "./auth.ts";

/** Issues and checks the tokens of service accounts (JWT, ES256). */
export interface ServiceAccountTokens {
  issue(request: TokenClaims): { readonly token: string; readonly expirationTimestamp: string };
  /** Checks a token for one of `audiences` (default: the API server's own). */
  check(token: string, audiences?: readonly string[]): TokenCheck;
  readonly issuer: string;
  /** PEM of the public key, for other servers. */
  readonly publicKeyPem: string;
  /** The same as a JSON Web Key (RFC 7517). */
  readonly publicKeyJwk: object;
  /** `alg` of the tokens. */
  readonly algorithm: string;
}

/** What a token is: the service account and those of the wanted audiences that it is for, or why it is not valid. */
export type TokenCheck =
  | { readonly user: UserInfo; readonly audiences: readonly string[] }
  /** `problem` is empty for what is no token of this issuer. */
  | { readonly user: undefined; readonly problem: string };

export interface TokenClaims {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  /** The Pod, Secret or Node that the token dies with. */
  readonly boundTo?: { readonly kind: "pod" | "secret" | "node"; readonly name: string; readonly uid: string };
}

interface Payload {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly nbf: number;
  readonly iss: string;
  readonly jti: string;
  readonly sub: string;
  readonly "kubernetes.io": {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid: string };
    readonly pod?: { readonly name: string; readonly uid: string };
    readonly secret?: { readonly name: string; readonly uid: string };
    readonly node?: { readonly name: string; readonly uid: string };
  };
}

/** Creates an issuer with a new key. */
export function createServiceAccountTokens(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly issuer: string;
}): ServiceAccountTokens {
  const { store, clock, random, issuer } = options;
  let keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;
  const keyPair = (): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } =>
    (keys ??= generateKeyPairSync("ec", { namedCurve: "prime256v1" }));
  return {
    issuer,
    get publicKeyPem() {
      return keyPair().publicKey.export({ type: "spki", format: "pem" }).toString();
    },
    get publicKeyJwk() {
      const { publicKey } = keyPair();
      return { use: "sig", kid: keyIdOf(publicKey), alg: ALGORITHM, ...publicKey.export({ format: "jwk" }) };
    },
    algorithm: ALGORITHM,
    issue(request) {
      const issuedAt = Math.floor(clock.now() / 1000);
      const payload = payloadOf(request, { issuer, issuedAt, id: random.uuid() });
      return {
        token: encodeToken(payload, keyPair()),
        expirationTimestamp: new Date(payload.exp * 1000).toISOString().replace(".000Z", "Z"),
      };
    },
    check(token, audiences = [issuer]) {
      const payload = decodeToken(token, keyPair().publicKey);
      if (payload === undefined) return { user: undefined, problem: "" };
      const fitting = audiences.filter((one) => payload.aud.includes(one));
      const problem = fitting.length === 0 ? otherAudience(payload.aud, audiences) : lifeProblem(store, payload, clock);
      return problem === undefined ? { user: userOf(payload), audiences: fitting } : { user: undefined, problem };
    },
  };
}

function payloadOf(
  request: TokenClaims,
  by: { readonly issuer: string; readonly issuedAt: number; readonly id: string },
): Payload {
  const { namespace, name, uid, boundTo } = request;
  return {
    aud: request.audiences,
    exp: by.issuedAt + request.expirationSeconds,
    iat: by.issuedAt,
    iss: by.issuer,
    jti: by.id,
    "kubernetes.io": {
      namespace,
      ...(boundTo === undefined ? {} : { [boundTo.kind]: { name: boundTo.name, uid: boundTo.uid } }),
      serviceaccount: { name, uid },
    },
    nbf: by.issuedAt,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
}

function encodeToken(
  payload: Payload,
  keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: ALGORITHM, kid: keyIdOf(keys.publicKey) })}.${part(payload)}`;
  const signature = sign("sha256", Buffer.from(signed), { key: keys.privateKey, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

const ALGORITHM = "ES256";

function keyIdOf(publicKey: KeyObject): string {
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64url");
}

function decodeToken(token: string, key: KeyObject): Payload | undefined {
  const [header = "", body = "", signature = ""] = token.split(".");
  try {
    const parsed = JSON.parse(Buffer.from(header, "base64url").toString()) as { readonly alg?: string };
    if (parsed.alg !== ALGORITHM) return undefined;
    const data = Buffer.from(`${header}.${body}`);
    if (!verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url")))
      return undefined;
    return JSON.parse(Buffer.from(body, "base64url").toString()) as Payload;
  } catch {
    return undefined;
  }
}

function otherAudience(has: readonly string[], wanted: readonly string[]): string {
  const list = (values: readonly string[]): string => `[${values.map((one) => JSON.stringify(one)).join(" ")}]`;
  return `token audiences ${list(has)} is invalid for the target audiences ${list(wanted)}`;
}

/** A token dies in time, with its service account, and with the object that it is bound to. */
function lifeProblem(store: Store, payload: Payload, clock: Clock): string | undefined {
  if (payload.exp * 1000 <= clock.now()) return "service account token has expired";
  const { namespace, serviceaccount, pod, secret, node } = payload["kubernetes.io"];
  const uidOf = (table: string, key: string): string | undefined => store.table(table).get(key)?.object.metadata.uid;
  const uid = uidOf("serviceaccounts", `${namespace}/${serviceaccount.name}`);
  if (uid === undefined) return `serviceaccounts ${JSON.stringify(serviceaccount.name)} not found`;
  if (uid !== serviceaccount.uid) return `service account UID (${uid}) does not match claim (${serviceaccount.uid})`;
  const isGone =
    (pod !== undefined && uidOf("pods", `${namespace}/${pod.name}`) !== pod.uid) ||
    (secret !== undefined && uidOf("secrets", `${namespace}/${secret.name}`) !== secret.uid) ||
    (node !== undefined && uidOf("nodes", node.name) !== node.uid);
  return isGone ? "service account token has been invalidated" : undefined;
}

function userOf(payload: Payload): UserInfo {
  const { namespace, serviceaccount, pod } = payload["kubernetes.io"];
  return {
    username: payload.sub,
    uid: serviceaccount.uid,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`],
    extra: {
      "authentication.kubernetes.io/credential-id": [`JTI=${payload.jti}`],
      ...(pod === undefined
        ? {}
        : { "authentication.kubernetes.io/pod-name": [pod.name], "authentication.kubernetes.io/pod-uid": [pod.uid] }),
    },
  };
}
