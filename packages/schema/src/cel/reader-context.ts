import type { CelIssue } from "./environment.ts";
import type { Expression } from "./expression.ts";
import type { DepthLimits } from "./depth-limits.ts";
import type { ExpressionFactory } from "./expression-factory.ts";
import { tokenSet, tokensOrEnd, type Token, type TokenSet } from "./token.ts";
import type { TokenReader } from "./token-reader.ts";
import { EXPRESSION_START, NAME_START } from "./token-sets.ts";

/** What the readers of one parse share. */
export interface ReaderContext {
  readonly tokenReader: TokenReader;
  readonly factory: ExpressionFactory;
  readonly depth: DepthLimits;
  readonly issues: CelIssue[];
  readonly escapedFields: boolean;
  /** Reads a whole expression; `following` is what may come after it. */
  readonly readExpression: (following: TokenSet) => Expression;
  /** A call, or what the macro of that name makes of it. */
  readonly callOrMacro: (name: string, offset: number, args: readonly Expression[], target?: Expression) => Expression;
}

/** A grammar rule that is being read. */
export interface OpenRule {
  /** The tokens did not fit: tells so and answers a stand-in for the expression. */
  failed(error: unknown): Expression;
  close(): void;
}

/** Begins a rule, counting its depth; `following` is what may come after it. */
export function openRule(context: ReaderContext, name: string, following: TokenSet): OpenRule {
  const { tokenReader, depth, factory } = context;
  const before = depth.at(name);
  depth.enter(name);
  tokenReader.enter(following);
  return {
    failed: (error) => {
      tokenReader.recoverFrom(error);
      return factory.constant({ type: "null" }, tokenReader.peek().offset);
    },
    close: () => {
      tokenReader.leave();
      depth.reset(name, before);
    },
  };
}

/** `(a, b)`; `following` is what may come after it. */
export function readArguments(context: ReaderContext, following: TokenSet): readonly Expression[] {
  const { tokenReader } = context;
  tokenReader.expect("'('", ARGUMENTS_START);
  tokenReader.sync(ARGUMENTS_START);
  const args: Expression[] = [];
  if (tokenReader.peek().type !== "')'") {
    tokenReader.rule(tokenSet("')'"), () => {
      args.push(context.readExpression(MORE_ARGUMENTS));
      while (tokenReader.peek().type === "','") {
        tokenReader.expect("','", EXPRESSION_START);
        args.push(context.readExpression(MORE_ARGUMENTS));
      }
    });
  }
  tokenReader.expect("')'", following);
  return args;
}

/** The name of a field, plain or in backticks; undefined when there is none (there is an issue then). */
export function readFieldName(context: ReaderContext, following: TokenSet): Token | undefined {
  const { tokenReader } = context;
  return tokenReader.rule(following, () => {
    tokenReader.sync(NAME_START);
    const { type, offset } = tokenReader.peek();
    if (type !== "ESC_IDENTIFIER") return tokenReader.expect("IDENTIFIER", tokensOrEnd());
    if (!context.escapedFields) context.issues.push({ message: "unsupported syntax: '`'", offset });
    return tokenReader.expect(type, tokensOrEnd());
  });
}

export function fieldName(token: Token): string {
  return token.type === "ESC_IDENTIFIER" ? token.text.slice(1, -1) : token.text;
}

/** Reads the `?` of an optional field, index, element or entry, if there is one. */
export function readOptionalMark(context: ReaderContext): boolean {
  if (context.tokenReader.peek().type !== "'?'") return false;
  context.tokenReader.expect("'?'", tokensOrEnd());
  return true;
}

const MORE_ARGUMENTS: TokenSet = tokensOrEnd("','");
const ARGUMENTS_START: TokenSet = tokenSet("')'", ...EXPRESSION_START.tokens);
