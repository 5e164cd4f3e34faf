import type { CheckedExpression, SizeOf } from "./environment.ts";
import type { Constant, Expression } from "./expression.ts";
import type { Range } from "./library.ts";
import { ACCUMULATOR } from "./macro.ts";
import { exactly, union, UNKNOWN } from "./range.ts";
import { DYN, type CelType } from "./type.ts";

/** The sizes of the keys (or indices) and values of a list or map. */
export interface EntrySizes {
  readonly container: "list" | "map";
  readonly key: Range;
  readonly value: Range;
}

/** What is known of the sizes of an expression's parts: by how they are written, by the schema that they come from, by their type. */
export interface SizeEstimates {
  typeOf(expression: Expression): CelType;
  /** How the value is reached from a variable: `["self", "items", "@items"]`; empty: not that way. */
  pathOf(expression: Expression): readonly string[];
  /** The same, but empty for what comes from an accumulator. */
  sourcePathOf(expression: Expression): readonly string[];
  setPath(expression: Expression, path: readonly string[]): void;
  sizeOf(expression: Expression): Range | undefined;
  setSize(expression: Expression, size: Range | undefined): void;
  /** By the schema alone. */
  sizeAt(path: readonly string[], type: CelType): Range | undefined;
  entriesOf(expression: Expression): EntrySizes | undefined;
  setEntries(expression: Expression, sizes: EntrySizes | undefined): void;
  local(name: string): LocalVariable | undefined;
  /** Runs with this variable in scope. */
  within<T>(variables: readonly LocalVariable[], run: () => T): T;
}

export interface LocalVariable {
  readonly name: string;
  readonly path: readonly string[];
  readonly size: Range | undefined;
  readonly entries?: EntrySizes | undefined;
}

export function createSizeEstimates(checked: CheckedExpression, schemaSizeOf: SizeOf): SizeEstimates {
  const paths = new Map<number, readonly string[]>();
  const sizes = new Map<number, Range>();
  const entries = new Map<number, EntrySizes>();
  const locals: LocalVariable[] = [];
  const typeOf = (expression: Expression): CelType => checked.types.get(expression.id) ?? DYN;
  const local = (name: string): LocalVariable | undefined => locals.findLast((variable) => variable.name === name);
  const localOf = (expression: Expression): LocalVariable | undefined =>
    expression.kind === "identifier" ? local(expression.name) : undefined;
  const pathOf = (expression: Expression): readonly string[] =>
    localOf(expression)?.path ?? paths.get(expression.id) ?? [];
  const sizeAt = (path: readonly string[], type: CelType): Range | undefined =>
    path.length === 0 ? undefined : schemaSizeOf(path, type);
  return {
    typeOf,
    pathOf,
    sizeAt,
    local,
    sourcePathOf: (expression) => {
      const path = pathOf(expression);
      return path[0] === ACCUMULATOR ? [] : path;
    },
    setPath: (expression, path) => paths.set(expression.id, path),
    sizeOf: (expression) => {
      const known = sizes.get(expression.id) ?? writtenSize(expression);
      if (known !== undefined) return known;
      const bySchema = sizeAt(pathOf(expression), typeOf(expression));
      if (bySchema !== undefined) sizes.set(expression.id, bySchema);
      return bySchema ?? (isScalar(typeOf(expression)) ? exactly(1) : localOf(expression)?.size);
    },
    setSize: (expression, size) => {
      if (size !== undefined) sizes.set(expression.id, size);
    },
    entriesOf: (expression) => entries.get(expression.id) ?? localOf(expression)?.entries,
    setEntries: (expression, found) => {
      if (found !== undefined) entries.set(expression.id, found);
    },
    within: (variables, run) => {
      locals.push(...variables);
      try {
        return run();
      } finally {
        locals.length -= variables.length;
      }
    },
  };
}

export function unionOfEntries(a: EntrySizes | undefined, b: EntrySizes | undefined): EntrySizes | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { container: a.container, key: union(a.key, b.key), value: union(a.value, b.value) };
}

/** The sizes of several values together; of none: nothing. */
export function unionOfSizes(sizes: readonly (Range | undefined)[]): Range {
  if (sizes.length === 0) return exactly(0);
  return sizes.reduce<Range>((all, size) => union(all, size ?? UNKNOWN), { min: Infinity, max: 0 });
}

function writtenSize(expression: Expression): Range | undefined {
  switch (expression.kind) {
    case "constant":
      return exactly(constantSize(expression.constant));
    case "list":
      return exactly(expression.elements.length);
    case "map":
      return exactly(expression.entries.length);
    default:
      return undefined;
  }
}

function constantSize(constant: Constant): number {
  if (constant.type === "string") return Array.from(constant.value).length;
  return constant.type === "bytes" ? constant.value.length : 1;
}

function isScalar(type: CelType): boolean {
  if (type.kind === "opaque") return type.name === "optional_type" && isScalar(type.parameters[0] ?? DYN);
  return SCALARS.has(type.kind);
}

const SCALARS: ReadonlySet<CelType["kind"]> = new Set(["bool", "double", "duration", "int", "timestamp", "uint"]);
