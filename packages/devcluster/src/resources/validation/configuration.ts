import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { fields, text, type Fields } from "#resources/fields.ts";
import type { StrategyContext } from "#resources/resource.ts";
import { forbidden, invalid, required, tooLong, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";

const MAX_BYTES = 1_048_576;

/** The rules of a ConfigMap, metadata apart. */
export function validateConfigMap(object: ApiObject): readonly FieldError[] {
  const data = fields(object["data"]);
  const binary = fields(object["binaryData"]);
  const errors: FieldError[] = [];
  for (const key of Object.keys(data)) {
    errors.push(...validateKey(key, "data"));
    if (key in binary) errors.push(invalid(`data[${key}]`, key, "duplicate of key present in binaryData"));
  }
  for (const key of Object.keys(binary)) errors.push(...validateKey(key, "binaryData"));
  const bytes = sum(data, (value) => Buffer.byteLength(value)) + sum(binary, base64Bytes);
  // The field is a path without elements, which prints as brackets.
  if (bytes > MAX_BYTES) errors.push(tooLong("[]", `may not be more than ${MAX_BYTES} bytes`));
  return errors;
}

/** An immutable ConfigMap cannot change, nor become mutable. */
export function validateConfigMapUpdate(
  object: ApiObject,
  old: ApiObject,
  context: StrategyContext,
): readonly FieldError[] {
  return context.subresource === "" ? validateImmutable(object, old, ["data", "binaryData"]) : [];
}

/** An immutable Secret cannot change; the type of none can. */
export function validateSecretUpdate(
  object: ApiObject,
  old: ApiObject,
  context: StrategyContext,
): readonly FieldError[] {
  if (context.subresource !== "") return [];
  const type = object["type"] === old["type"] ? [] : [invalid("type", object["type"], "field is immutable")];
  return [...type, ...validateImmutable(object, old, ["data"])];
}

function validateImmutable(object: ApiObject, old: ApiObject, keys: readonly string[]): readonly FieldError[] {
  if (old["immutable"] !== true) return [];
  const errors: FieldError[] = [];
  const detail = "field is immutable when `immutable` is set";
  if (object["immutable"] !== true) errors.push(forbidden("immutable", detail));
  for (const key of keys) if (!jsonEqual(object[key], old[key])) errors.push(forbidden(key, detail));
  return errors;
}

/** The rules of a Secret, metadata apart. */
export function validateSecret(object: ApiObject): readonly FieldError[] {
  const data = fields(object["data"]);
  const errors = Object.keys(data).flatMap((key) => [...validateKey(key, "data")]);
  if (sum(data, base64Bytes) > MAX_BYTES) errors.push(tooLong("data", `may not be more than ${MAX_BYTES} bytes`));
  return [...errors, ...validateType(object, data)];
}

/** The keys that the well-known types need. See https://kubernetes.io/docs/concepts/configuration/secret/#secret-types */
function validateType(object: ApiObject, data: Fields): readonly FieldError[] {
  const need = (...keys: readonly string[]): readonly FieldError[] =>
    keys.filter((key) => !(key in data)).map((key) => required(`data[${key}]`));
  switch (text(object["type"])) {
    case "kubernetes.io/service-account-token": {
      const account = object.metadata.annotations?.["kubernetes.io/service-account.name"] ?? "";
      return account === "" ? [required("metadata.annotations[kubernetes.io/service-account.name]")] : [];
    }
    case "kubernetes.io/dockercfg":
      return need(".dockercfg").concat(validateJson(data, ".dockercfg"));
    case "kubernetes.io/dockerconfigjson":
      return need(".dockerconfigjson").concat(validateJson(data, ".dockerconfigjson"));
    case "kubernetes.io/basic-auth":
      return "username" in data || "password" in data ? [] : need("username", "password");
    case "kubernetes.io/ssh-auth":
      return text(data["ssh-privatekey"]) === "" ? [required("data[ssh-privatekey]")] : [];
    case "kubernetes.io/tls":
      return need("tls.crt", "tls.key");
    default:
      return [];
  }
}

function validateJson(data: Fields, key: string): readonly FieldError[] {
  if (!(key in data)) return [];
  const content = Buffer.from(text(data[key]), "base64").toString("utf8");
  try {
    JSON.parse(content);
    return [];
  } catch {
    return [invalid(`data[${key}]`, "<secret contents redacted>", jsonProblem(content))];
  }
}

/** The message of Go's JSON parser for the commonest mistakes: an empty text, and one that is no JSON from its first character. */
function jsonProblem(content: string): string {
  const first = content.trimStart()[0];
  if (first === undefined) return "unexpected end of JSON input";
  return '{["-0123456789tfn'.includes(first)
    ? "unexpected end of JSON input"
    : `invalid character '${first}' looking for beginning of value`;
}

/** A TLS secret whose certificate and key do not read as such is stored all the same. */
export function secretWarnings(object: ApiObject): readonly string[] {
  if (object["type"] !== "kubernetes.io/tls") return [];
  const certificate = Buffer.from(text(fields(object["data"])["tls.crt"]), "base64").toString("latin1");
  const key = Buffer.from(text(fields(object["data"])["tls.key"]), "base64").toString("latin1");
  if (!/-----BEGIN CERTIFICATE-----/.test(certificate))
    return ["tls: failed to find any PEM data in certificate input"];
  return /-----BEGIN .*PRIVATE KEY-----/.test(key) ? [] : ["tls: failed to find any PEM data in key input"];
}

function validateKey(key: string, field: string): readonly FieldError[] {
  const at = `${field}[${key}]`;
  if (key.length > 253) return [invalid(at, key, "must be no more than 253 characters")];
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
    const detail =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or " +
      "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
    return [invalid(at, key, detail)];
  }
  if (key === ".") return [invalid(at, key, "must not be '.'")];
  if (key === "..") return [invalid(at, key, "must not be '..'")];
  return key.startsWith("..") ? [invalid(at, key, "must not start with '..'")] : [];
}

function sum(data: Fields, bytesOf: (value: string) => number): number {
  let total = 0;
  for (const key in data) total += bytesOf(text(data[key]));
  return total;
}

function base64Bytes(value: string): number {
  return Buffer.byteLength(value, "base64");
}
