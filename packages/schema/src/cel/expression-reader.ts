import type { CelIssue } from "./environment.ts";
import type { Expression } from "./expression.ts";
import { createExpressionFactory } from "./expression-factory.ts";
import { createDepthLimits } from "./depth-limits.ts";
import { createMacroExpander } from "./expand-macro.ts";
import type { Macro } from "./macro.ts";
import { readMember } from "./member-reader.ts";
import { openRule, type ReaderContext } from "./reader-context.ts";
import { tokenSet, tokensOrEnd, type TokenSet, type TokenType } from "./token.ts";
import type { TokenReader } from "./token-reader.ts";
import { EXPRESSION_START, MEMBER_START } from "./token-sets.ts";

/** Reads expressions: conditions, operators by their precedence, and below them members and literals. */
export function createExpressionReader(options: {
  readonly tokenReader: TokenReader;
  readonly macros: readonly Macro[];
  readonly issues: CelIssue[];
  readonly escapedFields?: boolean;
}): (following: TokenSet) => Expression {
  const { tokenReader, macros, issues, escapedFields = true } = options;
  const factory = createExpressionFactory(issues);
  const context: ReaderContext = {
    tokenReader,
    factory,
    issues,
    escapedFields,
    depth: createDepthLimits(issues),
    callOrMacro: createMacroExpander({ macros, factory, issues }),
    readExpression: (following) => readCondition(context, following),
  };
  return context.readExpression;
}

/** `a ? b : c`. */
function readCondition(context: ReaderContext, following: TokenSet): Expression {
  const { tokenReader, depth, factory } = context;
  const rule = openRule(context, "expr", following);
  try {
    const condition = readOperations(context, OUTERMOST, AFTER_CONDITION);
    if (tokenReader.peek().type !== "'?'") return condition;
    const { offset } = tokenReader.expect("'?'", EXPRESSION_START);
    const whenTrue = readOperations(context, OUTERMOST, AFTER_TRUE);
    tokenReader.expect("':'", EXPRESSION_START);
    const whenFalse = readCondition(context, END);
    return depth.nested(factory.call("_?_:_", offset, [condition, whenTrue, whenFalse]));
  } catch (error) {
    return rule.failed(error);
  } finally {
    rule.close();
  }
}

/** Operands with the operators between them that bind at least as `binding`; what the grammar has a rule each for, read in one go. */
function readOperations(context: ReaderContext, binding: number, following: TokenSet): Expression {
  const { tokenReader, depth } = context;
  const rules = RULES.slice(FIRST_RULE[binding]);
  const before = RULES.map((rule) => depth.at(rule));
  for (const rule of rules) depth.enter(rule);
  tokenReader.enter(following);
  tokenReader.enter(OPERATORS_AGAIN);
  try {
    let left = readUnary(context, END);
    for (;;) {
      const { type } = tokenReader.peek();
      const operator = OPERATORS.get(type);
      if (operator === undefined || operator.binding < binding) return left;
      // The rules below that of the operator have ended.
      for (let i = RULES.indexOf(operator.rule) + 1; i < RULES.length; i++) depth.reset(RULES[i] ?? "", before[i] ?? 0);
      if (operator.binding <= CONJUNCTION) {
        left = readChain(context, { type, ...operator, first: left });
        continue;
      }
      depth.enter(operator.rule);
      const { offset } = tokenReader.expect(type, EXPRESSION_START);
      const right = readOperations(context, operator.binding + 1, END);
      left = depth.nested(context.factory.call(operator.name, offset, [left, right]));
    }
  } finally {
    tokenReader.leave();
    tokenReader.leave();
    RULES.forEach((rule, i) => depth.reset(rule, before[i] ?? 0));
  }
}

/** `a || b || c`, as a tree of little depth, as cel-go makes it. */
function readChain(
  context: ReaderContext,
  chain: Operator & { readonly type: TokenType; readonly first: Expression },
): Expression {
  const { tokenReader, depth, factory } = context;
  const terms = [chain.first];
  const offsets: number[] = [];
  while (tokenReader.peek().type === chain.type) {
    offsets.push(tokenReader.expect(chain.type, EXPRESSION_START).offset);
    terms.push(readOperations(context, chain.binding + 1, END));
  }
  const term = (index: number): Expression => terms[index] ?? chain.first;
  const between = (low: number, high: number): Expression => {
    if (low > high) return term(low);
    const middle = Math.floor((low + high + 1) / 2);
    const left = between(low, middle - 1);
    return depth.spread(factory.call(chain.name, offsets[middle] ?? 0, [left, between(middle + 1, high)]));
  };
  return between(0, offsets.length - 1);
}

/** `!a`, `-a`; a minus before a number belongs to the number. */
function readUnary(context: ReaderContext, following: TokenSet): Expression {
  const { tokenReader } = context;
  const rule = openRule(context, "unary", following);
  try {
    tokenReader.sync(EXPRESSION_START);
    const { type } = tokenReader.peek();
    if (type === "'!'") return readPrefixed(context, type, "!_");
    if (type === "'-'" && !SIGNED.has(tokenReader.peek(1).type)) return readPrefixed(context, type, "-_");
    return readMember(context, END);
  } catch (error) {
    return rule.failed(error);
  } finally {
    rule.close();
  }
}

function readPrefixed(context: ReaderContext, operator: "'!'" | "'-'", name: string): Expression {
  const { tokenReader } = context;
  if (operator === "'-'") requireOperand(context);
  const { offset } = tokenReader.peek();
  let count = 0;
  do {
    if (operator === "'-'" && count > 0) requireOperand(context);
    tokenReader.expect(operator, operator === "'!'" ? EXPRESSION_START : MEMBER_START);
    count += 1;
    if (operator === "'!'") tokenReader.syncLoop(EXPRESSION_START);
  } while (tokenReader.peek().type === operator);
  const operand = readMember(context, END);
  return count % 2 === 0 ? operand : context.depth.spread(context.callOrMacro(name, offset, [operand]));
}

function requireOperand(context: ReaderContext): void {
  const { type } = context.tokenReader.peek(1);
  if (!MEMBER_START.tokens.has(type)) throw context.tokenReader.noViableAlternative(1, MEMBER_START);
}

const SIGNED: ReadonlySet<TokenType> = new Set(["NUM_INT", "NUM_FLOAT"]);

interface Operator {
  readonly name: string;
  /** How much it binds: 0 least. */
  readonly binding: number;
  /** The rule of the grammar whose depth it adds to. */
  readonly rule: (typeof RULES)[number];
}

/** The rules of the grammar that operations go through. */
const RULES = ["conditionalOr", "conditionalAnd", "relation", "calc"] as const;
/** The first of them that an operand goes through, by the binding that is asked of it. */
const FIRST_RULE: readonly number[] = [0, 1, 2, 2, 3, 3];
const OUTERMOST = 0;
const CONJUNCTION = 1;

const OPERATORS: ReadonlyMap<TokenType, Operator> = new Map<TokenType, Operator>([
  ["'||'", { name: "_||_", binding: 0, rule: "conditionalOr" }],
  ["'&&'", { name: "_&&_", binding: 1, rule: "conditionalAnd" }],
  ["'<'", { name: "_<_", binding: 2, rule: "relation" }],
  ["'<='", { name: "_<=_", binding: 2, rule: "relation" }],
  ["'>='", { name: "_>=_", binding: 2, rule: "relation" }],
  ["'>'", { name: "_>_", binding: 2, rule: "relation" }],
  ["'=='", { name: "_==_", binding: 2, rule: "relation" }],
  ["'!='", { name: "_!=_", binding: 2, rule: "relation" }],
  ["'in'", { name: "@in", binding: 2, rule: "relation" }],
  ["'+'", { name: "_+_", binding: 3, rule: "calc" }],
  ["'-'", { name: "_-_", binding: 3, rule: "calc" }],
  ["'*'", { name: "_*_", binding: 4, rule: "calc" }],
  ["'/'", { name: "_/_", binding: 4, rule: "calc" }],
  ["'%'", { name: "_%_", binding: 4, rule: "calc" }],
]);

const END: TokenSet = tokensOrEnd();
const AFTER_CONDITION: TokenSet = tokensOrEnd("'?'");
const AFTER_TRUE: TokenSet = tokenSet("':'");
const OPERATORS_AGAIN: TokenSet = tokensOrEnd(...OPERATORS.keys());
