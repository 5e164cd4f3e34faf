import { isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
import { nearestName } from "#diagnostics/suggestion.ts";
import { GENERATORS, type GenerateSettings } from "./generate-settings.ts";

/** Where findings go, and how offsets of the file become places. */
export interface SettingsContext {
  readonly at: (offset: number, length: number) => Position;
  readonly diagnostics: Diagnostic[];
}

/** The settings under `plugins."typescript.homeostat.dev/v1"`: every key and every type is checked. */
export function readSettings(plugin: unknown, context: SettingsContext): GenerateSettings {
  const read = readShape(plugin, { generate: GENERATE }, { ...context, path: "" });
  const generate = read["generate"];
  // The shape below is the interface, member by member.
  return generate === undefined ? {} : (generate as GenerateSettings);
}

/** What a key may hold. */
type Shape =
  | "string"
  | "boolean"
  | "whole number"
  | "list of strings"
  | { readonly oneOf: readonly string[] }
  | { readonly listOf: readonly string[] }
  | { readonly keys: Readonly<Record<string, Shape>> };

const OUTPUT = { output: "string" } as const;

const GENERATE: Shape = {
  keys: {
    generators: { listOf: GENERATORS },
    paths: "list of strings",
    headerFile: "string",
    year: "string",
    crd: {
      keys: {
        ...OUTPUT,
        maxDescLen: "whole number",
        allowDangerousTypes: "boolean",
        generateEmbeddedObjectMeta: "boolean",
        crdVersions: { listOf: ["v1"] },
      },
    },
    rbac: { keys: { ...OUTPUT, roleName: "string", fileName: "string" } },
    webhook: { keys: OUTPUT },
    kinds: { keys: { importExtension: { oneOf: ["ts", "js"] } } },
    docs: { keys: OUTPUT },
  },
};

interface Place extends SettingsContext {
  /** Keys that lead here, joined by dots. */
  readonly path: string;
}

function readShape(
  node: unknown,
  keys: Readonly<Record<string, Shape>>,
  place: Place,
): Readonly<Record<string, unknown>> {
  if (node === undefined || (isScalar(node) && node.value === null)) return {};
  if (!isMap(node)) {
    place.diagnostics.push(mistyped(node, "a map of settings", place));
    return {};
  }
  return Object.fromEntries(entriesOf(node, keys, place));
}

function entriesOf(
  map: YAMLMap,
  keys: Readonly<Record<string, Shape>>,
  place: Place,
): readonly (readonly [string, unknown])[] {
  return map.items.flatMap((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : "";
    const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (shape === undefined) {
      place.diagnostics.push(unknownKey(pair, Object.keys(keys), place));
      return [];
    }
    const value = readValue(pair.value, shape, { ...place, path: place.path === "" ? key : `${place.path}.${key}` });
    return value === undefined ? [] : [[key, value] as const];
  });
}

function readValue(node: unknown, shape: Shape, place: Place): unknown {
  if (typeof shape === "object" && "keys" in shape) return readShape(node, shape.keys, place);
  const value: unknown = isScalar(node) ? node.value : isSeq(node) ? node.toJSON() : node;
  if (value === null) return undefined;
  if (fits(value, shape)) return value;
  place.diagnostics.push(mistyped(node, expectation(shape), place));
  return undefined;
}

function fits(value: unknown, shape: Exclude<Shape, { keys: unknown }>): boolean {
  if (shape === "string" || shape === "boolean") return typeof value === shape;
  if (shape === "whole number") return Number.isSafeInteger(value) && Number(value) >= 0;
  if (shape === "list of strings") return Array.isArray(value) && value.every((one) => typeof one === "string");
  if ("oneOf" in shape) return typeof value === "string" && shape.oneOf.includes(value);
  return Array.isArray(value) && value.every((one) => typeof one === "string" && shape.listOf.includes(one));
}

function expectation(shape: Exclude<Shape, { keys: unknown }>): string {
  if (typeof shape === "string") return `a ${shape}${shape === "whole number" ? " from 0" : ""}`;
  return "oneOf" in shape ? `one of ${shape.oneOf.join(", ")}` : `a list, each one of ${shape.listOf.join(", ")}`;
}

function unknownKey(pair: Pair, known: readonly string[], { at, path }: Place): Diagnostic {
  const [start = 0, end = start] = isNode(pair.key) ? (pair.key.range ?? []) : [];
  const name = isScalar(pair.key) ? String(pair.key.value) : "";
  const nearest = nearestName(name, known);
  return {
    severity: "error",
    message: `${path === "" ? "the plugin" : path} has no setting "${name}"`,
    position: at(start, end - start),
    hint: nearest === undefined ? `It has: ${known.join(", ")}.` : `Did you mean ${nearest}?`,
  };
}

function mistyped(node: unknown, expected: string, { at, path }: Place): Diagnostic {
  const [start = 0, end = start] = isNode(node) ? (node.range ?? []) : [];
  const found = isScalar(node) ? JSON.stringify(node.value) : isSeq(node) ? "a list" : "a map";
  const quoted = expected === "a string" && isScalar(node) ? ` Put it in quotes: "${String(node.value)}".` : "";
  return {
    severity: "error",
    message: `${path} is ${found}, and must be ${expected}`,
    position: at(start, Math.min(end - start, 200)),
    hint: `Change it in the PROJECT file.${quoted}`,
  };
}
