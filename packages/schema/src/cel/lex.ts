import type { CelIssue } from "./environment.ts";
import { TOKEN_TYPES, type Token, type TokenType } from "./token.ts";

/**
 * Splits an expression into tokens, the last of which is `<EOF>`. A character that begins no token is left out with an issue.
 * See https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
 */
export function lex(source: string): { readonly tokens: readonly Token[]; readonly issues: readonly CelIssue[] } {
  const tokens: Token[] = [];
  const issues: CelIssue[] = [];
  let hidden = "";
  let offset = 0;
  while (offset < source.length) {
    const space = matchAt(HIDDEN, source, offset);
    if (space !== undefined) {
      hidden += space;
      offset += space.length;
      continue;
    }
    const found = longestToken(source, offset);
    if (found !== undefined) {
      tokens.push({ type: found.type, text: found.text, offset, hidden });
      hidden = "";
      offset += found.text.length;
      continue;
    }
    const bad = unrecognized(source, offset);
    issues.push({ message: `Syntax error: token recognition error at: '${visible(bad)}'`, offset });
    offset += bad.length;
  }
  tokens.push({ type: "<EOF>", text: "<EOF>", offset: source.length, hidden });
  return { tokens, issues };
}

/** Line ends and tabs as messages write them. */
export function visible(text: string): string {
  return text.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
}

function longestToken(source: string, offset: number): { type: TokenType; text: string } | undefined {
  let best = symbolAt(source, offset);
  for (const [type, pattern] of PATTERNS) {
    const text = matchAt(pattern, source, offset);
    if (text !== undefined && text.length > (best?.text.length ?? 0)) best = { type, text };
  }
  if (best?.type === "IDENTIFIER") {
    const keyword = KEYWORDS.get(best.text);
    if (keyword !== undefined) return { type: keyword, text: best.text };
  }
  return best;
}

function symbolAt(source: string, offset: number): { type: TokenType; text: string } | undefined {
  for (const length of [2, 1]) {
    const text = source.slice(offset, offset + length);
    const type = SYMBOLS.get(text);
    if (type !== undefined) return { type, text };
  }
  return undefined;
}

/** The text that begins like a token but is none, up to and with the first character that does not fit. */
function unrecognized(source: string, offset: number): string {
  let longest = 0;
  for (const pattern of BEGINNINGS) longest = Math.max(longest, matchAt(pattern, source, offset)?.length ?? 0);
  const end = offset + longest;
  const misfit = source.codePointAt(end);
  return source.slice(offset, end) + (misfit === undefined ? "" : String.fromCodePoint(misfit));
}

function matchAt(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}

const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?${"`"}]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const DOUBLE_QUOTED_BODY = String.raw`"(?:${ESCAPE}|[^\\"\n\r])*`;
const SINGLE_QUOTED_BODY = String.raw`'(?:${ESCAPE}|[^\\'\n\r])*`;
const STRING_FORMS = [
  String.raw`"""(?:${ESCAPE}|[^\\])*?"""`,
  String.raw`'''(?:${ESCAPE}|[^\\])*?'''`,
  `${DOUBLE_QUOTED_BODY}"`,
  `${SINGLE_QUOTED_BODY}'`,
  String.raw`[rR]"""[^]*?"""`,
  String.raw`[rR]'''[^]*?'''`,
  String.raw`[rR]"[^"\n\r]*"`,
  String.raw`[rR]'[^'\n\r]*'`,
].join("|");

const HIDDEN = /(?:[\t \r\n\f]+|\/\/[^\n]*)+/y;

const SYMBOLS: ReadonlyMap<string, TokenType> = new Map(
  TOKEN_TYPES.filter((type) => /^'\W+'$/.test(type)).map((type) => [type.slice(1, -1), type]),
);

const PATTERNS: readonly (readonly [TokenType, RegExp])[] = [
  ["NUM_FLOAT", /[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?/y],
  ["NUM_INT", /0x[0-9a-fA-F]+|[0-9]+/y],
  ["NUM_UINT", /0x[0-9a-fA-F]+[uU]|[0-9]+[uU]/y],
  ["STRING", new RegExp(STRING_FORMS, "y")],
  ["BYTES", new RegExp(`[bB](?:${STRING_FORMS})`, "y")],
  ["IDENTIFIER", /[A-Za-z_][A-Za-z0-9_]*/y],
  ["ESC_IDENTIFIER", /`[A-Za-z0-9_.\-/ ]+`/y],
];

/** What a token that stays incomplete begins with. */
const BEGINNINGS: readonly RegExp[] = [
  /[|&=]/y,
  new RegExp(
    `${DOUBLE_QUOTED_BODY}(?:${String.raw`\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?`})?`,
    "y",
  ),
  new RegExp(
    `${SINGLE_QUOTED_BODY}(?:${String.raw`\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?`})?`,
    "y",
  ),
  /`[A-Za-z0-9_.\-/ ]*/y,
];

const KEYWORDS: ReadonlyMap<string, TokenType> = new Map([
  ["in", "'in'"],
  ["true", "'true'"],
  ["false", "'false'"],
  ["null", "'null'"],
]);
