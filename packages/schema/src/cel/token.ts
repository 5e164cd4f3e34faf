/** The kinds of token in the order of the grammar (messages list expected tokens so), named as messages name them. */
export const TOKEN_TYPES = [
  "<EOF>",
  "'=='",
  "'!='",
  "'in'",
  "'<'",
  "'<='",
  "'>='",
  "'>'",
  "'&&'",
  "'||'",
  "'['",
  "']'",
  "'{'",
  "'}'",
  "'('",
  "')'",
  "'.'",
  "','",
  "'-'",
  "'!'",
  "'?'",
  "':'",
  "'+'",
  "'*'",
  "'/'",
  "'%'",
  "'true'",
  "'false'",
  "'null'",
  "NUM_FLOAT",
  "NUM_INT",
  "NUM_UINT",
  "STRING",
  "BYTES",
  "IDENTIFIER",
  "ESC_IDENTIFIER",
] as const;

export type TokenType = (typeof TOKEN_TYPES)[number];

export interface Token {
  readonly type: TokenType;
  /** As written; `<EOF>` for the end. */
  readonly text: string;
  /** In UTF-16 units. */
  readonly offset: number;
  /** Spaces and comments between this token and the one before. */
  readonly hidden: string;
}

/** What may come at some place: tokens, and whether the rule may end there, so that what follows the rule may come too. */
export interface TokenSet {
  readonly tokens: ReadonlySet<TokenType>;
  readonly endsRule: boolean;
}

export function tokenSet(...tokens: readonly TokenType[]): TokenSet {
  return { tokens: new Set(tokens), endsRule: false };
}

/** The same, where the rule may end as well. */
export function tokensOrEnd(...tokens: readonly TokenType[]): TokenSet {
  return { tokens: new Set(tokens), endsRule: true };
}

/** As messages show a set: `'}'` alone, else `{'}', ',', IDENTIFIER}`. */
export function tokensText(tokens: ReadonlySet<TokenType>): string {
  const names = TOKEN_TYPES.filter((type) => tokens.has(type));
  return names.length === 1 ? String(names[0]) : `{${names.join(", ")}}`;
}
