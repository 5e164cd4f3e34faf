import type { CelIssue } from "./environment.ts";
import { ACCUMULATOR, type ExpressionBuilder } from "./macro.ts";
import type { Constant, Expression, MapEntry } from "./expression.ts";
import { NO_OFFSET, ParseAborted } from "./token-reader.ts";

/** Gives the expressions of one parse their ids. */
export interface ExpressionFactory {
  nextId(): number;
  constant(constant: Constant, offset: number): Expression;
  call(name: string, offset: number, args: readonly Expression[], target?: Expression): Expression;
  /** A builder for a macro whose expressions are all placed at `offset`. */
  builder(offset: number): ExpressionBuilder;
}

export function createExpressionFactory(issues: CelIssue[]): ExpressionFactory {
  let id = 0;
  const nextId = (): number => {
    id += 1;
    if (id <= MAX_PARTS) return id;
    const message = `expression has more than ${String(MAX_PARTS)} parts with its macros expanded: chain fewer calls of optMap and optFlatMap`;
    issues.push({ message, offset: NO_OFFSET });
    throw new ParseAborted();
  };
  return {
    nextId,
    constant: (constant, offset) => ({ kind: "constant", id: nextId(), offset, constant }),
    call: (name, offset, args, target) => {
      return { kind: "call", id: nextId(), offset, function: name, args, ...(target === undefined ? {} : { target }) };
    },
    builder: (offset) => createBuilder(offset, nextId),
  };
}

/** `optMap` and `optFlatMap` double what they are called on; nothing else in an expression of permitted length comes near. */
const MAX_PARTS = 100_000;

function createBuilder(offset: number, nextId: () => number): ExpressionBuilder {
  const node = (): { readonly id: number; readonly offset: number } => ({ id: nextId(), offset });
  return {
    offset,
    boolean: (value) => ({ kind: "constant", ...node(), constant: { type: "bool", value } }),
    int: (value) => ({ kind: "constant", ...node(), constant: { type: "int", value } }),
    identifier: (name) => ({ kind: "identifier", ...node(), name }),
    select: (operand, field, testOnly = false) => ({ kind: "select", ...node(), operand, field, testOnly }),
    call: (name, ...args) => ({ kind: "call", ...node(), function: name, args }),
    memberCall: (name, target, ...args) => ({ kind: "call", ...node(), function: name, target, args }),
    list: (...elements) => ({ kind: "list", ...node(), elements, optionalIndices: [] }),
    emptyMap: () => ({ kind: "map", ...node(), entries: [] }),
    map: (key, value) => ({ kind: "map", ...node(), entries: [{ ...node(), key, value, optional: false }] }),
    fold: ({ accuVar = ACCUMULATOR, ...parts }) => ({ kind: "comprehension", ...node(), accuVar, ...parts }),
    copy: (expression) => copyOf(expression, nextId),
  };
}

function copyOf(expression: Expression, nextId: () => number): Expression {
  const copy = (inner: Expression): Expression => copyOf(inner, nextId);
  const id = nextId();
  switch (expression.kind) {
    case "constant":
    case "identifier":
      return { ...expression, id };
    case "select":
      return { ...expression, id, operand: copy(expression.operand) };
    case "call": {
      const args = expression.args.map(copy);
      return expression.target === undefined
        ? { ...expression, id, args }
        : { ...expression, id, args, target: copy(expression.target) };
    }
    case "list":
      return { ...expression, id, elements: expression.elements.map(copy) };
    case "map": {
      const copyEntry = (entry: MapEntry): MapEntry => ({
        ...entry,
        id: nextId(),
        key: copy(entry.key),
        value: copy(entry.value),
      });
      return { ...expression, id, entries: expression.entries.map(copyEntry) };
    }
    case "struct":
      return {
        ...expression,
        id,
        fields: expression.fields.map((field) => ({ ...field, id: nextId(), value: copy(field.value) })),
      };
    case "comprehension":
      return {
        ...expression,
        id,
        iterRange: copy(expression.iterRange),
        accuInit: copy(expression.accuInit),
        loopCondition: copy(expression.loopCondition),
        loopStep: copy(expression.loopStep),
        result: copy(expression.result),
      };
  }
}
