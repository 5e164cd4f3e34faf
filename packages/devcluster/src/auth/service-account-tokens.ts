import { createHash, generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import type { Clock } from "homeostat/internal/std/clock.ts";
import type { Random } from "homeostat/internal/std/random.ts";
import type { Store } from "#storage/store.ts";
import type { UserInfo } from "./auth.ts";

/** Issues and checks the tokens of service accounts (JWT, ES256). */
export interface ServiceAccountTokens {
  issue(request: TokenClaims): { readonly token: string; readonly expirationTimestamp: string };
  /** The service account of a valid token for one of `audiences` (default: the API server's own). */
  check(token: string, audiences?: readonly string[]): UserInfo | undefined;
  readonly issuer: string;
  /** PEM of the public key, for other servers. */
  readonly publicKeyPem: string;
}

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
      if (payload === undefined || payload.exp * 1000 <= clock.now()) return undefined;
      if (!payload.aud.some((one) => audiences.includes(one))) return undefined;
      return stillValid(store, payload) ? userOf(payload) : undefined;
    },
  };
}

function payloadOf(request: TokenClaims, by: { readonly issuer: string; readonly issuedAt: number; readonly id: string }): Payload {
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

function encodeToken(payload: Payload, keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }): string {
  const keyId = createHash("sha256").update(keys.publicKey.export({ type: "spki", format: "der" })).digest("base64url");
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "ES256", kid: keyId })}.${part(payload)}`;
  const signature = sign("sha256", Buffer.from(signed), { key: keys.privateKey, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

function decodeToken(token: string, key: KeyObject): Payload | undefined {
  const [header = "", body = "", signature = ""] = token.split(".");
  try {
    const parsed = JSON.parse(Buffer.from(header, "base64url").toString()) as { readonly alg?: string };
    if (parsed.alg !== "ES256") return undefined;
    const data = Buffer.from(`${header}.${body}`);
    if (!verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"))) return undefined;
    return JSON.parse(Buffer.from(body, "base64url").toString()) as Payload;
  } catch {
    return undefined;
  }
}

/** A token dies with its service account, and with the object that it is bound to. */
function stillValid(store: Store, payload: Payload): boolean {
  const { namespace, serviceaccount, pod, secret, node } = payload["kubernetes.io"];
  const alive = (table: string, key: string, uid: string): boolean => store.table(table).get(key)?.object.metadata.uid === uid;
  if (!alive("serviceaccounts", `${namespace}/${serviceaccount.name}`, serviceaccount.uid)) return false;
  if (pod !== undefined && !alive("pods", `${namespace}/${pod.name}`, pod.uid)) return false;
  if (secret !== undefined && !alive("secrets", `${namespace}/${secret.name}`, secret.uid)) return false;
  return node === undefined || alive("nodes", node.name, node.uid);
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
