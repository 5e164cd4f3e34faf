/** A captured value with the name that stands for it, or the prefix of a name that the server generates. */
export type Replacement = { readonly name: string; readonly value: string } | { readonly generatedPrefix: string };

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const STAMP = /\b(202[6-9]|20[4-9]\d|203[0-46-9]|2[1-9]\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const JWT = /eyJhbGci[\w-]+\.[\w-]+\.[\w-]+/g;
const AGE = /^(\d+[smhdy]){1,3}( ago)?$|^<(invalid|unknown)>$/;
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n?/g;
const RANDOM = "[bcdfghjklmnpqrstvwxz2456789]{5}";
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/(resourceVersion: ")\d+/g, "$1<rv>"],
  [/(too old resource version: )\d+ \(\d+\)/g, "$1<rv> (<rv>)"],
  [/(current: )\d+/g, "$1<rv>"],
  [
    /((?:ResourceVersion|resourceVersion|resource version)[^()\n]{0,60}\()\d+(\)[^()\n]{0,80}\()\d+(\))/g,
    "$1<rv>$2<rv>$3",
  ],
  [/(\\*"resourceVersion\\*":\s*\\*")\d+/g, "$1<rv>"],
  [/(127\.0\.0\.1|localhost):\d{4,5}/g, "$1:<port>"],
  [/\b(\d+\.\d+|\d+)(ms|µs)\b/g, "<duration>"],
  [/\b10\.(?:0|96)\.\d+\.\d+\b/g, "<ip>"],
];
const VOLATILE = new Set([
  "pod-template-hash",
  "serverAddress",
  "caBundle",
  "nodePort",
  "healthCheckNodePort",
  "apiVersionHash",
  "etag",
]);
const SORTED = new Set(["managedFields", "resourceRules", "nonResourceRules"]);

/** A JSON value with every volatile part replaced by its name. */
export function normalised(
  value: unknown,
  replacements: readonly Replacement[],
  at: { readonly key: string; readonly inside: string } = { key: "", inside: "" },
): unknown {
  const { key, inside } = at;
  if (Array.isArray(value))
    return value.map((one) => normalised(one, replacements, { key: "", inside: key === "" ? inside : key }));
  if (typeof value === "string") return textOf(value, replacements);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  const known = [...generatedName(record), ...replacements];
  const out: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(record)) {
    if (name === "description" && inside === "columnDefinitions") continue;
    const volatile = volatileMember(record, name, known);
    if (volatile !== undefined) {
      out[name] = volatile;
      continue;
    }
    const below =
      typeof one === "object" && one !== null && !Array.isArray(one) && inside === ""
        ? key
        : name === "columnDefinitions"
          ? name
          : inside;
    const next = normalised(one, known, { key: name, inside: below });
    out[textOf(name, known)] =
      SORTED.has(name) && Array.isArray(next) ? next.sort((a, b) => (stable(a) < stable(b) ? -1 : 1)) : next;
  }
  return out;
}

/** Text with sorted keys: equal values give equal texts. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

function volatileMember(record: Record<string, unknown>, name: string, replacements: readonly Replacement[]): unknown {
  const value = record[name];
  if (VOLATILE.has(name)) return `<${name}>`;
  if (
    (name === "resourceVersion" || name === "resourceVersionMatch") &&
    typeof value === "string" &&
    /^\d+$/.test(value) &&
    value !== "0"
  ) {
    return "<rv>";
  }
  if (name === "continue" && value !== "" && value !== undefined && value !== null) return "<continue>";
  if (name === "clusterIP" && value !== "None" && value !== "") return "<ip>";
  if (name === "clusterIPs" && Array.isArray(value) && value[0] !== "None") return value.map(() => "<ip>");
  if (name === "name" && typeof record["generateName"] === "string" && value) {
    return `${textOf(record["generateName"], replacements)}<random>`;
  }
  if (name === "cells" && Array.isArray(value)) {
    return value.map((cell) => (typeof cell === "string" && AGE.test(cell) ? "<age>" : normalised(cell, replacements)));
  }
  return undefined;
}

function generatedName(record: Record<string, unknown>): Replacement[] {
  const metadata = record["metadata"] as Record<string, unknown> | null | undefined;
  if (typeof metadata !== "object" || metadata === null) return [];
  const { generateName, name } = metadata as { generateName?: unknown; name?: unknown };
  return typeof generateName === "string" && typeof name === "string" && name !== ""
    ? [{ name: "generated", value: name }]
    : [];
}

function textOf(value: string, replacements: readonly Replacement[]): string {
  if (value.length > 500 && new Set(value).size === 1) return `<${value.length} x "${value[0] ?? ""}">`;
  if (value.startsWith("eyJhbGci")) return "<jwt>";
  let text = value.replace(PEM, "<pem>");
  for (const one of replacements) {
    if ("generatedPrefix" in one) {
      text = text.replace(new RegExp(escaped(one.generatedPrefix) + RANDOM, "g"), `${one.generatedPrefix}<random>`);
    } else text = text.replaceAll(one.value, `<${one.name}>`);
  }
  text = text.replace(STAMP, "<time>").replace(UUID, "<uid>").replace(JWT, "<jwt>");
  for (const [pattern, by] of MESSAGES) text = text.replace(pattern, by);
  return text;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
