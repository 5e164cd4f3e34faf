import type { CelIssue } from "./environment.ts";
import type { Expression } from "./expression.ts";
import { createExpressionReader } from "./expression-reader.ts";
import { lex } from "./lex.ts";
import type { Macro } from "./macro.ts";
import { tokenSet, tokensOrEnd } from "./token.ts";
import { NO_OFFSET, ParseAborted, TokenReader } from "./token-reader.ts";

/**
 * Parses an expression of the Common Expression Language and expands the macros in it. Messages and their places are those of cel-go,
 * and so are the limits: 100,000 characters, 250 levels. See https://github.com/google/cel-spec/blob/master/doc/langdef.md
 */
export function parseExpression(
  source: string,
  macros: readonly Macro[],
  options: ParseOptions = {},
): { readonly expression: Expression } | { readonly issues: readonly CelIssue[] } {
  const size = codePoints(source);
  if (size > MAX_CODE_POINTS) {
    const message = `expression code point size exceeds limit: size: ${String(size)}, limit ${String(MAX_CODE_POINTS)}`;
    return { issues: [{ message, offset: NO_OFFSET }] };
  }
  const { tokens, issues: lexIssues } = lex(source);
  const tokenReader = new TokenReader(tokens);
  const issues: CelIssue[] = [];
  let expression: Expression | undefined;
  try {
    const readExpression = createExpressionReader({ tokenReader, macros, issues, ...options });
    tokenReader.rule(tokensOrEnd(), () => {
      expression = readExpression(tokenSet("<EOF>"));
      tokenReader.expect("<EOF>", tokensOrEnd());
    });
  } catch (error) {
    if (!(error instanceof ParseAborted)) throw error;
  }
  const all = [...lexIssues, ...tokenReader.issues, ...issues].sort((a, b) => a.offset - b.offset);
  const last = all[MAX_ISSUES];
  if (last !== undefined) {
    const message = `Syntax error: More than ${String(MAX_ISSUES)} syntax errors`;
    return { issues: [...all.slice(0, MAX_ISSUES), { message, offset: last.offset }] };
  }
  if (all.length > 0) return { issues: all };
  if (expression === undefined) throw new Error("an expression was not read, without an issue");
  return { expression };
}

export interface ParseOptions {
  /** Whether fields may be written in backticks. Default: true; the API server does not enable it. */
  readonly escapedFields?: boolean;
}

const MAX_CODE_POINTS = 100_000;
const MAX_ISSUES = 100;

function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xdc00 || unit > 0xdfff) count += 1;
  }
  return count;
}
