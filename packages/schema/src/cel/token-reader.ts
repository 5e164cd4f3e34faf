import type { CelIssue } from "./environment.ts";
import { visible } from "./lex.ts";
import { tokensText, type Token, type TokenSet, type TokenType } from "./token.ts";

/**
 * Reads tokens with the error recovery of ANTLR, the parser generator of cel-go, because its messages are what the API server answers: a
 * superfluous token is dropped, a missing one supplied, else the rule is left and tokens are skipped up to one that may follow it.
 */
export class TokenReader {
  readonly issues: CelIssue[] = [];
  readonly #tokens: readonly Token[];
  #index = 0;
  /** What may follow each of the rules that are being read, outermost first. */
  readonly #following: TokenSet[] = [];
  /** After an error nothing is reported until a token fits again. */
  #recovering = false;
  #lastErrorIndex = -1;
  #lastErrorPlaces = new Set<TokenSet>();
  #place: TokenSet | undefined;
  #recoveries = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token `ahead` tokens after the current one. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new Error("a token stream ends with <EOF>");
    return token;
  }

  next(): Token {
    const token = this.peek();
    if (token.type !== "<EOF>") this.#index += 1;
    return token;
  }

  /** Reads a rule; when it fails reports that, skips to what may follow it and answers undefined. */
  rule<T>(following: TokenSet, read: () => T): T | undefined {
    this.enter(following);
    try {
      return read();
    } catch (error) {
      this.recoverFrom(error);
      return undefined;
    } finally {
      this.leave();
    }
  }

  /** The same in parts, for rules that nest so deep that each call counts: begins a rule. */
  enter(following: TokenSet): void {
    this.#following.push(following);
  }

  /** The rule failed. */
  recoverFrom(error: unknown): void {
    if (!(error instanceof SyntaxMismatch)) throw error;
    this.#report(error.message, error.token.offset);
    this.#recover();
  }

  /** The rule ends. */
  leave(): void {
    this.#following.pop();
  }

  /** Reads a token of this type, before which may stand one too many, or which may be missing when `then` fits what comes. */
  expect(type: TokenType, then: TokenSet): Token {
    const here: TokenSet = onlyToken(type);
    this.#place = here;
    if (this.peek().type === type) {
      this.#recovering = false;
      return this.next();
    }
    this.#countRecovery();
    if (this.#dropOne(here)) return this.next();
    if (this.#inContext(then).has(this.peek().type)) {
      this.#report(`missing ${type} at ${tokenText(this.peek())}`, this.peek().offset);
      return { type, text: `<missing ${type}>`, offset: this.peek().offset, hidden: "" };
    }
    throw this.#mismatch(here);
  }

  /** Before a choice: one token that fits no branch is dropped when the next one fits. */
  sync(choices: TokenSet): void {
    this.#place = choices;
    if (this.#recovering || choices.endsRule || choices.tokens.has(this.peek().type)) return;
    if (!this.#dropOne(choices)) throw this.#mismatch(choices);
  }

  /** Before another round of a loop: tokens that fit neither it nor what comes after are skipped. */
  syncLoop(choices: TokenSet): void {
    this.#place = choices;
    if (this.#recovering || choices.endsRule || choices.tokens.has(this.peek().type)) return;
    this.#report(
      `extraneous input ${tokenText(this.peek())} expecting ${tokensText(this.#inContext(choices))}`,
      this.peek().offset,
    );
    this.#skipTo(new Set([...this.#inContext(choices), ...this.#recoverySet()]));
  }

  /** None of the branches that begin at the current token goes on with the token `ahead` tokens later. */
  noViableAlternative(ahead: number, place: TokenSet): SyntaxMismatch {
    this.#place = place;
    let text = this.peek().text;
    for (let i = 1; i <= ahead; i++) {
      const token = this.peek(i);
      text += token.hidden + (token.type === "<EOF>" ? "" : token.text);
    }
    if (this.peek().type === "<EOF>") text = "<EOF>";
    const message = `no viable alternative at input '${visible(text)}'`;
    // cel-go keeps the message that reserved words had before fields could be optional.
    return new SyntaxMismatch(
      message.replace(RESERVED_FIELD, "mismatched input '$1' expecting IDENTIFIER"),
      this.peek(ahead),
    );
  }

  #mismatch(expected: TokenSet): SyntaxMismatch {
    const token = this.peek();
    return new SyntaxMismatch(
      `mismatched input ${tokenText(token)} expecting ${tokensText(this.#inContext(expected))}`,
      token,
    );
  }

  #dropOne(expected: TokenSet): boolean {
    const expecting = this.#inContext(expected);
    if (!expecting.has(this.peek(1).type)) return false;
    this.#report(`extraneous input ${tokenText(this.peek())} expecting ${tokensText(expecting)}`, this.peek().offset);
    this.next();
    this.#recovering = false;
    return true;
  }

  #report(message: string, offset: number): void {
    if (this.#recovering) return;
    this.#recovering = true;
    this.issues.push({ message: `Syntax error: ${message}`, offset });
  }

  #recover(): void {
    this.#countRecovery();
    const place = this.#place;
    if (place !== undefined && this.#lastErrorIndex === this.#index && this.#lastErrorPlaces.has(place)) this.next();
    if (this.#lastErrorIndex !== this.#index) this.#lastErrorPlaces = new Set();
    this.#lastErrorIndex = this.#index;
    if (place !== undefined) this.#lastErrorPlaces.add(place);
    this.#skipTo(this.#recoverySet());
  }

  #countRecovery(): void {
    this.#recoveries += 1;
    if (this.#recoveries <= MAX_RECOVERIES) return;
    const message = `error recovery attempt limit exceeded: ${String(MAX_RECOVERIES)}`;
    this.issues.push({ message: `Syntax error: ${message}`, offset: this.peek().offset });
    throw new ParseAborted();
  }

  #skipTo(tokens: ReadonlySet<TokenType>): void {
    let skipped = 0;
    while (this.peek().type !== "<EOF>" && !tokens.has(this.peek().type)) {
      if (skipped++ >= MAX_SKIPPED_TOKENS) {
        const message = `error recovery token lookahead limit exceeded: ${String(MAX_SKIPPED_TOKENS)}`;
        this.issues.push({ message, offset: NO_OFFSET });
        throw new ParseAborted();
      }
      this.next();
    }
  }

  #recoverySet(): Set<TokenType> {
    const set = new Set<TokenType>();
    for (const following of this.#following) for (const type of following.tokens) set.add(type);
    return set;
  }

  /** With what follows the rules that may end here. */
  #inContext(tokens: TokenSet): Set<TokenType> {
    const set = new Set(tokens.tokens);
    let open = tokens.endsRule;
    for (let i = this.#following.length - 1; open && i >= 0; i--) {
      const following = this.#following[i];
      for (const type of following?.tokens ?? []) set.add(type);
      open = following?.endsRule === true;
    }
    if (open) set.add("<EOF>");
    return set;
  }
}

/** The tokens do not fit the rule that is being read. */
export class SyntaxMismatch extends Error {
  override readonly name = "SyntaxMismatch";
  readonly token: Token;
  constructor(message: string, token: Token) {
    super(message);
    this.token = token;
  }
}

/** Parsing stops; the reason is among the issues. */
export class ParseAborted extends Error {
  override readonly name = "ParseAborted";
}

/** The offset of an issue about the expression as a whole. */
export const NO_OFFSET = -1;

/** The limits of cel-go. */
const MAX_RECOVERIES = 30;
const MAX_SKIPPED_TOKENS = 256;

const RESERVED_FIELD = /no viable alternative at input '.(true|false|null)'/;

const ONE_TOKEN = new Map<TokenType, TokenSet>();

function onlyToken(type: TokenType): TokenSet {
  let set = ONE_TOKEN.get(type);
  if (set === undefined) ONE_TOKEN.set(type, (set = { tokens: new Set([type]), endsRule: false }));
  return set;
}

function tokenText(token: Token): string {
  return `'${visible(token.text)}'`;
}
