import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { generateCrds } from "#crd/generate-crds.ts";
import type { CustomResourceDefinitionObject, GeneratedCrd } from "#crd/generated-crd.ts";
import { readModel } from "#frontend/read-model.ts";
import { parse } from "yaml";
import type { GoldenCase } from "./golden-cases.test-support.ts";

/** Plain JSON of a YAML document. */
export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** The folder with the golden data beside the project; not everybody has it. */
export const SHARED_GOLDEN: string = new URL("../../../../../shared/golden", import.meta.url).pathname;
export const hasSharedGolden: boolean = existsSync(SHARED_GOLDEN);

/** The committed projects and what is expected of them, without descriptions. */
export const COMMITTED: string = new URL("testdata/golden", import.meta.url).pathname;

/** Generates the CRDs of a case from the project in a folder, by file name without `.yaml`. */
export function generateCase(folder: string, { project, paths, maxDescLen }: GoldenCase): CaseResult {
  const read = readModel({ project: `${folder}/${project}`, paths });
  const made = generateCrds(read.model, {
    allowDangerousTypes: true,
    ...(maxDescLen === undefined ? {} : { maxDescLen }),
  });
  const problems = [...read.diagnostics, ...made.diagnostics]
    .filter(({ severity }) => severity === "error")
    .map(({ message, position }) => `${position?.file ?? ""}:${position?.line ?? ""}: ${message}`);
  const crds = new Map(made.crds.map(({ fileName, crd }) => [fileName.replace(/\.yaml$/, ""), crd]));
  return { problems, crds, generated: made.crds };
}

/** What came of a case. */
export interface CaseResult {
  /** Errors; must be none. */
  readonly problems: readonly string[];
  readonly crds: ReadonlyMap<string, CustomResourceDefinitionObject>;
  /** The same, with their sources. */
  readonly generated: readonly GeneratedCrd[];
}

/** The name that the generator gives the file; two golden files have another, to tell them from their neighbours. */
export function fileOf(crd: string): string {
  return crd
    .slice(crd.lastIndexOf("/") + 1)
    .replace(/_maxdesclen$/, "")
    .replace(/^testdata\._/, "_");
}

/** The committed expectation. */
export function expectedStructure(project: string, crd: string): Json {
  const path = `${COMMITTED}/${project}/expected/${crd.slice(crd.lastIndexOf("/") + 1)}.yaml`;
  const text = existsSync(path) ? readFileSync(path, "utf8") : gunzipSync(readFileSync(`${path}.gz`)).toString();
  return parse(text) as Json;
}

/** The CRD without what the golden files do not share: the version of the tool and, in schemas, descriptions. */
export function structureOf(crd: object): Json {
  const plain = withoutToolVersion(JSON.parse(JSON.stringify(crd)) as Json);
  return mapSchemas(plain, withoutDescriptions);
}

/** Without the annotation that names the tool's version, as upstream's own tests compare. */
function withoutToolVersion(crd: Json): Json {
  const { annotations, ...metadata } = members(members(crd)["metadata"] ?? null);
  const kept = Object.entries(members(annotations ?? null)).filter(
    ([key]) => key !== "controller-gen.kubebuilder.io/version",
  );
  return {
    ...members(crd),
    metadata: { ...metadata, ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }) },
  };
}

/** The CRD with every version's schema changed. */
export function mapSchemas(crd: Json, change: (schema: Json) => Json): Json {
  const spec = members(members(crd)["spec"] ?? null);
  const versions = (spec["versions"] as readonly Json[]).map((version) => {
    const { openAPIV3Schema = null } = members(members(version)["schema"] ?? null);
    return { ...members(version), schema: { openAPIV3Schema: change(openAPIV3Schema) } };
  });
  return { ...members(crd), spec: { ...spec, versions } };
}

function withoutDescriptions(schema: Json): Json {
  const { description: _, properties, items, additionalProperties, ...rest } = members(schema);
  return {
    ...rest,
    ...(properties !== undefined && { properties: mapValues(members(properties), withoutDescriptions) }),
    ...(items !== undefined && { items: withoutDescriptions(items) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === "boolean" ? additionalProperties : withoutDescriptions(additionalProperties),
    }),
  };
}

/**
 * The golden schema with our own words where the text comes from Kubernetes' types, not from the case: `apiVersion` and `kind`,
 * and everything below conditions, object references, Pod templates and Go's durations.
 */
export function withOurWords(golden: Json, ours: Json): Json {
  return withWordsAt(golden, ours, "");
}

const FOREIGN_TEXTS = [
  /^\/(apiVersion|kind)$/,
  /^\/status\/conditions\/\[\]/,
  /^\/status\/active\/\[\]/,
  /^\/spec\/jobTemplate\/./,
  /^\/status\/duration\/value$/,
];

function withWordsAt(golden: Json, ours: Json, path: string): Json {
  const { description, properties, items, ...rest } = members(golden);
  const other = members(ours);
  const text = FOREIGN_TEXTS.some((one) => one.test(path)) ? other["description"] : description;
  const below = members(other["properties"] ?? {});
  return {
    ...rest,
    ...(text !== undefined && { description: text }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(members(properties)).map(([key, one]) => [
          key,
          withWordsAt(one, below[key] ?? {}, `${path}/${key}`),
        ]),
      ),
    }),
    ...(items !== undefined && { items: withWordsAt(items, other["items"] ?? {}, `${path}/[]`) }),
    ...withValues(rest["additionalProperties"], other["additionalProperties"], path),
  };
}

function withValues(
  golden: Json | undefined,
  ours: Json | undefined,
  path: string,
): { readonly additionalProperties?: Json } {
  if (golden === undefined || typeof golden === "boolean") return {};
  return { additionalProperties: withWordsAt(golden, ours ?? {}, `${path}/{}`) };
}

/** The members of an object; none of other values. */
export function members(json: Json): Readonly<Record<string, Json>> {
  return typeof json === "object" && json !== null && !Array.isArray(json)
    ? (json as Readonly<Record<string, Json>>)
    : {};
}

function mapValues(record: Readonly<Record<string, Json>>, change: (value: Json) => Json): Record<string, Json> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Where two documents first differ, for messages. */
export function firstDifference(a: Json | undefined, b: Json | undefined, path = ""): string | undefined {
  if (Object.is(a, b)) return undefined;
  const isList = Array.isArray(a) && Array.isArray(b);
  if (
    typeof a !== "object" ||
    typeof b !== "object" ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  ) {
    return `${path}: ${shown(a)} instead of ${shown(b)}`;
  }
  const [left, right] = isList ? [{ ...a }, { ...b }] : [members(a), members(b)];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = firstDifference(
      (left as Record<string, Json>)[key],
      (right as Record<string, Json>)[key],
      `${path}/${key}`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function shown(json: Json | undefined): string {
  return json === undefined ? "nothing" : JSON.stringify(json).slice(0, 300);
}
