import { labelKeyProblems } from "./label-syntax.ts";
import { SelectorError } from "./selector-error.ts";

/** Every operator that the text syntax knows. */
type Operator = "=" | "==" | "!=" | "in" | "notin" | "exists" | "!" | "gt" | "lt";

/**
 * Reads the text syntax of label selectors and gives each requirement to `make`. Throws `SelectorError` with the API server's
 * message. See https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#list-and-watch-filtering
 */
export function parseLabelRequirements<T>(
  text: string,
  make: (key: string, operator: Operator, values: readonly string[]) => T,
): T[] {
  const cursor = createCursor(scan(text));
  const requirements: T[] = [];
  for (;;) {
    const next = cursor.peek();
    if (next.type === "end") return requirements;
    if (next.type !== "identifier" && next.type !== "!") {
      throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`);
    }
    requirements.push(parseRequirement(cursor, make));
    const after = cursor.next();
    if (after.type === "end") return requirements;
    if (after.type !== ",") throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
    const following = cursor.peek();
    if (following.type !== "identifier" && following.type !== "!") {
      throw new SelectorError(`found '${following.text}', expected: identifier after ','`);
    }
  }
}

function parseRequirement<T>(
  cursor: Cursor,
  make: (key: string, operator: Operator, values: readonly string[]) => T,
): T {
  try {
    const negated = cursor.peek().type === "!";
    if (negated) cursor.next();
    const key = expectIdentifier(cursor.next());
    const problems = labelKeyProblems(key);
    if (problems.length > 0) {
      throw new SelectorError(`<nil>: Invalid value: ${JSON.stringify(key)}: ${problems.join("; ")}`);
    }
    if (negated) return make(key, "!", []);
    const next = cursor.peek();
    if (next.type === "end" || next.type === ",") return make(key, "exists", []);
    const operator = parseOperator(cursor.next());
    const values = operator === "in" || operator === "notin" ? parseValues(cursor) : [parseExactValue(cursor)];
    return make(key, operator, values);
  } catch (error) {
    if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`);
    throw error;
  }
}

function parseOperator(token: Token): Operator {
  switch (token.text) {
    case "=":
    case "==":
    case "!=":
    case "in":
    case "notin":
      return token.text;
    case ">":
      return "gt";
    case "<":
      return "lt";
    default:
      throw new SelectorError(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`);
  }
}

function parseExactValue(cursor: Cursor): string {
  const next = cursor.peek();
  if (next.type === "end" || next.type === ",") return "";
  return expectIdentifier(cursor.next());
}

/** `(a,b)`; an empty place is the empty value, as in `(,a)` and `()`. */
function parseValues(cursor: Cursor): readonly string[] {
  const open = cursor.next();
  if (open.type !== "(") throw new SelectorError(`found '${open.text}' expected: '('`);
  const values: string[] = [];
  for (let place = ""; ;) {
    const token = cursor.next();
    if (token.type === "identifier" && place === "") {
      place = token.text;
      values.push(place);
      const after = cursor.peek();
      if (after.type !== "," && after.type !== ")")
        throw new SelectorError(`found '${after.text}', expected: ',' or ')'`);
    } else if (token.type === "," || token.type === ")") {
      if (place === "") values.push("");
      place = "";
      if (token.type === ")") return values;
    } else if (values.length === 0) {
      throw new SelectorError(`found '${token.text}', expected: ',', ')' or identifier`);
    } else {
      throw new SelectorError(`found '${token.text}', expected: ',', or identifier`);
    }
  }
}

function expectIdentifier(token: Token): string {
  if (token.type !== "identifier") throw new SelectorError(`found '${token.text}', expected: identifier`);
  return token.text;
}

interface Token {
  readonly type: "identifier" | "end" | "operator" | "!" | "," | "(" | ")";
  readonly text: string;
}

interface Cursor {
  peek(): Token;
  next(): Token;
}

function createCursor(tokens: readonly Token[]): Cursor {
  const end: Token = { type: "end", text: "" };
  let position = 0;
  return { peek: () => tokens[position] ?? end, next: () => tokens[position++] ?? end };
}

/** Longest match for symbols; everything else up to a symbol or white space is an identifier (`in` and `notin` are, too). */
function scan(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [word] of text.matchAll(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g)) tokens.push(tokenOf(word));
  return tokens;
}

function tokenOf(word: string): Token {
  if (word === "!" || word === "," || word === "(" || word === ")") return { type: word, text: word };
  return { type: /^[=!<>]/.test(word) ? "operator" : "identifier", text: word };
}
