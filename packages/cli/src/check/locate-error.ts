import type { Position } from "#diagnostics/diagnostic.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";

/** Where an error of the API server lies in a generated CRD, and in the user's files. */
export interface ErrorPlace {
  /** Of the innermost part whose origin is known. */
  readonly position: Position | undefined;
  /** The field as users write it, `spec.ports[].name`; empty when the error is not inside of a schema, or at its root. */
  readonly field: string;
  /** The version whose schema or entry it is in. */
  readonly version: string | undefined;
  /** The innermost object that exists, and what follows it in the path. */
  readonly node: object;
  readonly rest: readonly string[];
  /** The objects from the CRD to `node`. */
  readonly ancestors: readonly object[];
}

/** Follows a path as the API server writes it (`spec.versions[0].schema.openAPIV3Schema.properties[spec].default`). */
export function locateError(path: string, { crd, sources }: GeneratedCrd): ErrorPlace {
  let node: object = crd;
  let position = sources.positionOf(crd);
  const ancestors: object[] = [crd];
  const steps = inVersions(pathSteps(path));
  let taken = 0;
  for (const step of steps) {
    const key = step === "JSONPath" ? "jsonPath" : step;
    position = sources.positionOf(node, key) ?? position;
    const next: unknown = Reflect.get(node, key);
    if (typeof next !== "object" || next === null) break;
    node = next;
    position = sources.positionOf(node) ?? position;
    ancestors.push(node);
    taken++;
  }
  const version = steps[1] === "versions" ? crd.spec.versions[Number(steps[2] ?? 0)]?.name : undefined;
  return { position, field: fieldOf(steps), version, node, rest: steps.slice(taken), ancestors };
}

/** `a.b[c][0]` as `a`, `b`, `c`, `0`; what stands in brackets may contain dots. */
export function pathSteps(path: string): readonly string[] {
  return Array.from(path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g), ([, inBrackets, name]) => inBrackets ?? name ?? "");
}

const SHARED_PARTS = new Set(["subresources", "additionalPrinterColumns", "selectableFields"]);

/** What all versions have in common the API server names as in v1beta1, without a version. */
function inVersions(steps: readonly string[]): readonly string[] {
  const [spec = "", part = "", ...rest] = steps;
  if (spec !== "spec") return steps;
  if (part === "validation") return [spec, "versions", "0", "schema", ...rest];
  if (part === "version") return [spec, "versions", "0", "name"];
  return SHARED_PARTS.has(part) ? [spec, "versions", "0", part, ...rest] : steps;
}

/** The steps below the schema as a field of an object: `spec.ports[].name`. */
function fieldOf(steps: readonly string[]): string {
  const start = steps.indexOf("openAPIV3Schema");
  if (start < 0) return "";
  let field = "";
  for (let index = start + 1; index < steps.length; index++) {
    const step = steps[index] ?? "";
    if (step === "properties" && index + 1 < steps.length) field += `.${steps[++index] ?? ""}`;
    else if (step === "items") field += "[]";
    else if (step === "additionalProperties") field += "[key]";
    else if (!COMBINATORS.has(step) && !/^\d+$/.test(step)) break;
  }
  return field.replace(/^\./, "");
}

const COMBINATORS = new Set(["allOf", "anyOf", "oneOf", "not"]);
