import { tokenSet, type TokenSet, type TokenType } from "./token.ts";

const LITERAL_START: readonly TokenType[] = [
  "'-'",
  "'true'",
  "'false'",
  "'null'",
  "NUM_FLOAT",
  "NUM_INT",
  "NUM_UINT",
  "STRING",
  "BYTES",
];

/** What may come after a minus. */
export const MEMBER_START: TokenSet = tokenSet("'['", "'{'", "'('", "'.'", "IDENTIFIER", ...LITERAL_START);

/** What an expression may begin with. */
export const EXPRESSION_START: TokenSet = tokenSet("'!'", ...MEMBER_START.tokens);

/** What an element or key that may be optional begins with. */
export const OPTIONAL_START: TokenSet = tokenSet("'?'", ...EXPRESSION_START.tokens);

/** What a field name begins with. */
export const NAME_START: TokenSet = tokenSet("IDENTIFIER", "ESC_IDENTIFIER");

/** What a field name that may be optional begins with. */
export const FIELD_START: TokenSet = tokenSet("'?'", ...NAME_START.tokens);
