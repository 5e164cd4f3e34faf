import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIPv4 } from "node:net";
import type { Clock } from "homeostat/internal/std/clock.ts";
import {
  bitString,
  boolean,
  generalizedTime,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  utf8String,
} from "./der.ts";

/** Issues certificates that last as long as a development cluster: P-256 keys, an own root, nothing else. */
export interface CertificateAuthority {
  readonly certPem: string;
  readonly keyPem: string;
  issue(request: CertificateRequest): KeyPair;
}

/** A certificate for a server (with hosts) or for a client (a user with groups). */
export type CertificateRequest = {
  readonly commonName: string;
  /** P-256 is made and used fastest; most real clusters serve with RSA. @default "P-256" */
  readonly key?: "P-256" | "RSA-2048";
} & (
  | { readonly usage: "server"; readonly hosts: readonly string[] }
  | { readonly usage: "client"; readonly organizations: readonly string[] }
);

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certPem: string;
  readonly keyPem: string;
}

/** Valid from an hour ago (clocks differ) for ten years. */
const BACKDATE_MS = 60 * 60 * 1000;
const VALIDITY_MS = 10 * 365 * 24 * 60 * 60 * 1000;

const ECDSA_SHA256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));

/** Creates a new root, or one from an earlier `keyPem` and `certPem`. */
export function createCertificateAuthority(options: {
  readonly commonName: string;
  readonly clock: Clock;
  readonly existing?: KeyPair;
}): CertificateAuthority {
  const { commonName, clock, existing } = options;
  const keys =
    existing === undefined ? generateKeys() : { privateKey: createPrivateKey(existing.keyPem), publicKey: undefined };
  const issuer: Issuer = { name: nameOf(commonName, []), key: keys.privateKey };
  const issue = (subject: Subject): string => certificatePem(subject, issuer, clock.now());
  const certPem =
    existing?.certPem ??
    issue({ name: issuer.name, publicKey: spki(keys.publicKey), extensions: caExtensions(keys.publicKey) });
  return {
    certPem,
    keyPem: existing?.keyPem ?? pemOf(keys.privateKey),
    issue(request) {
      const { privateKey, publicKey } = generateKeys(request.key);
      const organizations = request.usage === "client" ? request.organizations : [];
      const name = nameOf(request.commonName, organizations);
      return {
        certPem: issue({ name, publicKey: spki(publicKey), extensions: leafExtensions(request) }),
        keyPem: pemOf(privateKey),
      };
    },
  };
}

interface Subject {
  readonly name: Buffer;
  readonly publicKey: Buffer;
  readonly extensions: readonly Buffer[];
}

interface Issuer {
  readonly name: Buffer;
  readonly key: KeyObject;
}

function generateKeys(key: CertificateRequest["key"] = "P-256"): {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
} {
  if (key === "RSA-2048") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  return generateKeyPairSync("ec", { namedCurve: "prime256v1" });
}

/** RFC 5280 §4.1: the body, signed. */
function certificatePem(subject: Subject, issuer: Issuer, nowMs: number): string {
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f;
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ECDSA_SHA256,
    issuer.name,
    sequence(generalizedTime(nowMs - BACKDATE_MS), generalizedTime(nowMs + VALIDITY_MS)),
    subject.name,
    subject.publicKey,
    tagged(0xa3, sequence(...subject.extensions)),
  );
  const der = sequence(body, ECDSA_SHA256, bitString(sign("sha256", body, issuer.key)));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function nameOf(commonName: string, organizations: readonly string[]): Buffer {
  const attribute = (oid: string, value: string): Buffer => set(sequence(objectIdentifier(oid), utf8String(value)));
  return sequence(...organizations.map((one) => attribute("2.5.4.10", one)), attribute("2.5.4.3", commonName));
}

function extension(oid: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));
}

function caExtensions(publicKey: KeyObject | undefined): Buffer[] {
  const identifier = createHash("sha1").update(spki(publicKey)).digest();
  return [
    extension("2.5.29.19", true, sequence(boolean(true))),
    // keyCertSign and cRLSign: bits 5 and 6, one unused bit.
    extension("2.5.29.15", true, bitString(Buffer.from([0b0000_0110]), 1)),
    extension("2.5.29.14", false, octetString(identifier)),
  ];
}

function leafExtensions(request: CertificateRequest): Buffer[] {
  const usage = request.usage === "server" ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2";
  return [
    // digitalSignature: bit 0, seven unused bits.
    extension("2.5.29.15", true, bitString(Buffer.from([0b1000_0000]), 7)),
    extension("2.5.29.37", false, sequence(objectIdentifier(usage))),
    ...(request.usage === "server" ? [extension("2.5.29.17", false, sequence(...request.hosts.map(generalName)))] : []),
  ];
}

/** A subject alternative name: an address or a DNS name. */
function generalName(host: string): Buffer {
  if (isIPv4(host)) return tagged(0x87, Buffer.from(host.split(".").map(Number)));
  // No DNS name has a colon; Node's isIPv6 takes milliseconds to prepare.
  if (host.includes(":")) return tagged(0x87, ipv6Bytes(host));
  return tagged(0x82, Buffer.from(host, "ascii"));
}

function ipv6Bytes(address: string): Buffer {
  const [head = "", tail] = address.split("::");
  const groups = (text: string): number[] => (text === "" ? [] : text.split(":").map((one) => parseInt(one, 16)));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function spki(key: KeyObject | undefined): Buffer {
  return key === undefined ? Buffer.alloc(0) : key.export({ type: "spki", format: "der" });
}

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
