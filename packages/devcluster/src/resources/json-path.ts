import { readPath, type PathStep } from "./json-path-parser.ts";

/**
 * Compiles the JSONPath of a printer column, such as `.status.conditions[?(@.type=="Ready")].status`; the function returns
 * every match, in document order. Throws `JsonPathError`.
 * See https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
export function compileJsonPath(text: string): (value: unknown) => unknown[] {
  const steps = readPath(text);
  return (value) => follow(value, steps);
}

/** The value at a simple path (`.spec.replicas`), undefined when some part is absent. */
export function valueAt(object: unknown, simplePath: string): unknown {
  let value = object;
  for (const name of simplePath.split(".").slice(1)) value = fieldOf(value, name);
  return value;
}

function follow(value: unknown, steps: readonly PathStep[]): unknown[] {
  let found: unknown[] = [value];
  for (const step of steps) {
    const next: unknown[] = [];
    for (const one of found) take(one, step, next);
    found = next;
  }
  return found;
}

function take(value: unknown, step: PathStep, into: unknown[]): void {
  switch (step.kind) {
    case "field": {
      const child = fieldOf(value, step.name);
      if (child !== undefined) into.push(child);
      return;
    }
    case "index": {
      if (!Array.isArray(value)) return;
      const items: readonly unknown[] = value;
      const child = items[step.index < 0 ? items.length + step.index : step.index];
      if (child !== undefined) into.push(child);
      return;
    }
    case "slice":
      return slice(value, step, into);
    case "all":
      return void into.push(...childrenOf(value));
    case "deep":
      return deep(value, into);
    case "union":
      return step.of.forEach((one) => take(value, one, into));
    case "filter":
      return void into.push(...childrenOf(value).filter((child) => holds(child, step)));
  }
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function slice(value: unknown, step: Extract<PathStep, { kind: "slice" }>, into: unknown[]): void {
  if (!Array.isArray(value)) return;
  const items: readonly unknown[] = value;
  const at = (index: number): number => (index < 0 ? items.length + index : index);
  const end = step.end === undefined ? items.length : Math.min(at(step.end), items.length);
  for (let index = at(step.start); index < end; index += step.step) into.push(items[index]);
}

function deep(value: unknown, into: unknown[]): void {
  into.push(value);
  for (const child of childrenOf(value)) deep(child, into);
}

function holds(item: unknown, filter: Extract<PathStep, { kind: "filter" }>): boolean {
  const left = filter.left.kind === "path" ? follow(item, filter.left.steps) : [filter.left.value];
  if (filter.operator === "exists") return left.length > 0;
  const right = filter.right.kind === "path" ? follow(item, filter.right.steps) : [filter.right.value];
  const [a] = left;
  const [b] = right;
  if (left.length === 0 || right.length === 0) return false;
  return compare(a, b, filter.operator);
}

function compare(a: unknown, b: unknown, operator: string): boolean {
  if (operator === "==") return a === b;
  if (operator === "!=") return a !== b;
  const comparable =
    (typeof a === "number" && typeof b === "number") || (typeof a === "string" && typeof b === "string");
  if (!comparable) return false;
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}
