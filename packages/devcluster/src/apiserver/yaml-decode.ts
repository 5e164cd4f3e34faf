import { createRequire } from "node:module";
import type { Document, LineCounter, YAMLError } from "yaml";

/** The first document of a YAML text as JSON, and the keys that it sets twice, in the words of Go's decoder. */
export interface DecodedYaml {
  readonly value: unknown;
  /** `line 8: key "a" already set in map`; the last value counts. */
  readonly duplicates: readonly string[];
}

/** The text is not YAML; the message is that of Go's decoder as far as it is known (`yaml: line 2: …`). */
export class YamlDecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "YamlDecodeError";
  }
}

/**
 * Reads YAML 1.1 as `sigs.k8s.io/yaml` does: `y` and `on` are booleans, times stay text, sexagesimal numbers are not known,
 * `<<` merges, only the first document counts, and keys come sorted. Throws `YamlDecodeError`.
 */
export function decodeYaml(text: string): DecodedYaml {
  const { LineCounter, parseAllDocuments } = loadYaml();
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: "1.1",
    merge: true,
    uniqueKeys: false,
    lineCounter: lines,
    customTags: (tags) =>
      tags.filter((tag) => typeof tag === "string" || (tag.tag !== TIMESTAMP && tag.format !== "TIME")),
  });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined) return { value: null, duplicates: [] };
  // The same mistake is found twice; the second finding knows the line that Go names.
  const error = document.errors.find((one) => one.code === "MULTILINE_IMPLICIT_KEY") ?? document.errors[0];
  if (error !== undefined) throw new YamlDecodeError(goMessage(error));
  const duplicates: string[] = [];
  findDuplicates(document.contents, lines, duplicates);
  return { value: sorted(toJson(document)), duplicates };
}

/** Loaded at first use: most clients send JSON, and the package is as large as half of the server. */
function loadYaml(): typeof import("yaml") {
  return (loaded ??= createRequire(import.meta.url)("yaml") as typeof import("yaml"));
}

let loaded: typeof import("yaml") | undefined;

const TIMESTAMP = "tag:yaml.org,2002:timestamp";

/** Aliases may not blow a small text up: Go stops at about this many. */
const MAX_ALIASES = 1000;

function toJson(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new YamlDecodeError(
      `yaml: ${error instanceof ReferenceError ? "document contains excessive aliasing" : String(error)}`,
    );
  }
}

function goMessage(error: YAMLError): string {
  const line =
    (error.code === "MULTILINE_IMPLICIT_KEY" ? error.linePos?.[1] : undefined)?.line ?? error.linePos?.[0].line;
  const where = line === undefined ? "" : `line ${line}: `;
  switch (error.code) {
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return `yaml: ${where}mapping values are not allowed in this context`;
    case "TAB_AS_INDENT":
      return `yaml: ${where}found a tab character that violates indentation`;
    case "BAD_ALIAS":
      return `yaml: unknown anchor referenced`;
    default:
      return `yaml: ${where}did not find expected node content`;
  }
}

function findDuplicates(node: unknown, lines: LineCounter, found: string[]): void {
  const { isAlias, isMap, isPair, isScalar, isSeq } = loadYaml();
  if (isSeq(node)) for (const item of node.items) findDuplicates(item, lines, found);
  if (!isMap(node)) return;
  const seen = new Set<string>();
  for (const pair of node.items) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const key = String(pair.key.value);
    const start = pair.key.range?.[0];
    if (seen.has(key))
      found.push(
        `line ${start === undefined ? 0 : lines.linePos(start).line}: key ${JSON.stringify(key)} already set in map`,
      );
    seen.add(key);
    if (!isAlias(pair.value)) findDuplicates(pair.value, lines, found);
  }
}

function sorted(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const fields = value instanceof Map ? Object.fromEntries(value) : (value as Readonly<Record<string, unknown>>);
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(fields).sort()) result[key] = sorted(fields[key]);
  return result;
}
