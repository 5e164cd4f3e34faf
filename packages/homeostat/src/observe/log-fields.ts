import type { LogFields } from "./logger.ts";

/**
 * The fields as they may be written: secrets replaced, errors as text with their causes, Kubernetes objects as their identity,
 * everything bounded in depth and length.
 */
export function safeFields(fields: LogFields): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Error) {
      safe[name] = errorText(value);
      if (name === "error") safe["stacktrace"] = clip(stackText(value));
    } else {
      safe[name] = isSecretName(name) ? REDACTED : safeValue(value, 0);
    }
  }
  return safe;
}

/** An error's message followed by those of its causes. */
export function errorText(error: unknown): string {
  const parts: string[] = [];
  for (let current: unknown = error, depth = 0; current !== undefined && depth < MAX_CAUSES; depth++) {
    const text = current instanceof Error ? current.message || current.name : thrownText(current);
    if (!parts.some((part) => part.includes(text))) parts.push(text);
    current = current instanceof Error ? current.cause : undefined;
  }
  return clip(parts.join(": "));
}

const MAX_CAUSES = 8;
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_TEXT = 16_384;
const REDACTED = "[redacted]";
const secretNames =
  /^(.*[-_.])?(authorization|cookie|set-cookie|password|passwd|secret|token|bearer|credentials?|private[-_]?key|client[-_]?key([-_]?data)?|api[-_]?key|stringdata)$/i;
const secretCamel = /(Password|Token|Secret|PrivateKey|ClientKey|ClientKeyData|ApiKey|Credentials?)$/;

function isSecretName(name: string): boolean {
  return secretNames.test(name) || secretCamel.test(name);
}

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return clip(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return errorText(value);
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (depth >= MAX_DEPTH) return "[nested]";
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item: unknown) => safeValue(item, depth + 1));
  const identity = identityOf(value);
  if (identity !== undefined) return identity;
  const safe: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(value).slice(0, MAX_ITEMS)) {
    safe[name] = isSecretName(name) && typeof child !== "boolean" ? REDACTED : safeValue(child, depth + 1);
  }
  return safe;
}

/** A whole object in a log would show the data of Secrets and fill the disk. */
function identityOf(value: object): object | undefined {
  if (!("metadata" in value) || typeof value.metadata !== "object" || value.metadata === null) return undefined;
  const { metadata } = value;
  if (!("name" in metadata) && !("generateName" in metadata)) return undefined;
  return {
    ...("apiVersion" in value ? { apiVersion: value.apiVersion } : {}),
    ...("kind" in value ? { kind: value.kind } : {}),
    ...("namespace" in metadata ? { namespace: metadata.namespace } : {}),
    name: "name" in metadata ? metadata.name : metadata.generateName,
  };
}

function stackText(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error && error.cause !== error
    ? `${own}\ncaused by: ${error.cause.stack ?? error.cause.message}`
    : own;
}

function thrownText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}

function clip(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}
