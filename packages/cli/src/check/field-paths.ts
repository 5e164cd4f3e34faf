import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { nearestName } from "#diagnostics/suggestion.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { SchemaNode } from "#crd/schema-node.ts";

/**
 * Paths in columns and in the scale subresource that lead nowhere. The API server takes them: a column is then always empty, one with a
 * broken path makes it fall back to its default columns, and a scale has 0 replicas.
 */
export function fieldPaths({ crd, sources }: GeneratedCrd): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const version of crd.spec.versions) {
    const schema: SchemaNode = version.schema.openAPIV3Schema;
    for (const { part, key } of partsWithPaths(version)) {
      const path: unknown = Reflect.get(part, key);
      if (typeof path !== "string" || !path.startsWith(".")) continue;
      const problem = pathProblem(path, schema);
      const position = sources.positionOf(part, key);
      if (problem !== undefined) found.push({ ...problem, ...(position === undefined ? {} : { position }) });
    }
  }
  return found;
}

interface PathPlace {
  readonly part: object;
  readonly key: string;
}

function partsWithPaths(version: { readonly [name: string]: unknown }): readonly PathPlace[] {
  const columns = version["additionalPrinterColumns"];
  const parts = Array.isArray(columns) ? columns.filter(isObject).map((part) => ({ part, key: "jsonPath" })) : [];
  const subresources = version["subresources"];
  const scale: unknown = isObject(subresources) ? Reflect.get(subresources, "scale") : undefined;
  const keys = ["specReplicasPath", "statusReplicasPath", "labelSelectorPath"];
  return isObject(scale) ? [...parts, ...keys.map((key) => ({ part: scale, key }))] : parts;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function pathProblem(path: string, schema: SchemaNode): Diagnostic | undefined {
  const open = unclosed(path);
  if (open !== undefined) {
    return {
      severity: "error",
      message: `the path ${path} has a ${open} that is not closed`,
      hint: 'Write it as kubectl\'s JSONPath without braces: .status.conditions[?(@.type=="Ready")].status.',
    };
  }
  // Anything but names and dots may lead anywhere.
  if (!/^(\.[A-Za-z_][\w-]*)+$/.test(path)) return undefined;
  return missingField(path, schema);
}

function missingField(path: string, schema: SchemaNode): Diagnostic | undefined {
  let node = schema;
  const taken: string[] = [];
  for (const name of path.slice(1).split(".")) {
    const isOpen = node.additionalProperties !== undefined || node["x-kubernetes-preserve-unknown-fields"] === true;
    const isMetadata = taken[0] === "metadata";
    if (isOpen || isMetadata) return undefined;
    const next = node.properties?.[name];
    if (next === undefined) {
      const names = Object.keys(node.properties ?? {});
      const meant = nearestName(name, names);
      return {
        severity: "warning",
        message: `the path ${path} leads to no field: ${taken.length === 0 ? "the kind" : taken.join(".")} has no ${name}`,
        hint: meant === undefined ? fieldsText(names) : `Did you mean .${[...taken, meant].join(".")}?`,
      };
    }
    node = next;
    taken.push(name);
  }
  return undefined;
}

function fieldsText(names: readonly string[]): string {
  return names.length === 0 ? "It has no fields." : `It has: ${names.join(", ")}.`;
}

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "(": ")" };

/** The first bracket or quote without its counterpart. */
function unclosed(path: string): string | undefined {
  const open: string[] = [];
  let quote: string | undefined;
  for (const character of path) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === "'" || character === '"') quote = character;
    else if (character in CLOSING) open.push(character);
    else if (character === CLOSING[open.at(-1) ?? ""]) open.pop();
  }
  return quote ?? open[0];
}
