import type { Expression, MapEntry, StructField } from "./expression.ts";
import {
  fieldName,
  readArguments,
  readFieldName,
  readOptionalMark,
  openRule,
  type ReaderContext,
} from "./reader-context.ts";
import { LiteralError, readBytes, readInt, readString, readUint } from "./read-literal.ts";
import { tokenSet, tokensOrEnd, type Token, type TokenSet, type TokenType } from "./token.ts";
import { EXPRESSION_START, FIELD_START, MEMBER_START, OPTIONAL_START } from "./token-sets.ts";

/** Reads names, global calls, `(…)`, `[…]`, `{…}`, `Name{…}` and literals. */
export function readPrimary(context: ReaderContext, following: TokenSet): Expression {
  const { tokenReader } = context;
  const rule = openRule(context, "primary", following);
  try {
    tokenReader.sync(MEMBER_START);
    switch (tokenReader.peek().type) {
      case "'.'":
      case "IDENTIFIER":
        return readName(context);
      case "'('":
        return readNested(context);
      case "'['":
        return readList(context);
      case "'{'":
        return readMap(context);
      default:
        return readLiteral(context);
    }
  } catch (error) {
    return rule.failed(error);
  } finally {
    rule.close();
  }
}

function readNested(context: ReaderContext): Expression {
  const { tokenReader } = context;
  tokenReader.expect("'('", EXPRESSION_START);
  const expression = context.readExpression(tokenSet("')'"));
  tokenReader.expect("')'", tokensOrEnd());
  return expression;
}

function readName(context: ReaderContext): Expression {
  const { tokenReader } = context;
  const dot = tokenReader.peek().type === "'.'" ? tokenReader.peek() : undefined;
  const ahead = dot === undefined ? 0 : 1;
  if (tokenReader.peek(ahead).type !== "IDENTIFIER") throw tokenReader.noViableAlternative(ahead, MEMBER_START);
  if (beginsStruct(context, ahead)) return readStruct(context, dot !== undefined);
  if (dot !== undefined) tokenReader.expect("'.'", tokenSet("IDENTIFIER"));
  const token = tokenReader.expect("IDENTIFIER", tokensOrEnd("'('"));
  const name = (dot === undefined ? "" : ".") + token.text;
  if (RESERVED.has(token.text))
    context.issues.push({ message: `reserved identifier: ${token.text}`, offset: dot?.offset ?? token.offset });
  const open = tokenReader.peek();
  if (open.type === "'('")
    return context.depth.spread(context.callOrMacro(name, open.offset, readArguments(context, tokensOrEnd())));
  // A stand-in, so that a macro does not take it for a name.
  if (RESERVED.has(token.text)) return context.factory.constant({ type: "null" }, token.offset);
  return { kind: "identifier", id: context.factory.nextId(), offset: token.offset, name };
}

function beginsStruct(context: ReaderContext, ahead: number): boolean {
  const { tokenReader } = context;
  let i = ahead + 1;
  while (tokenReader.peek(i).type === "'.'" && tokenReader.peek(i + 1).type === "IDENTIFIER") i += 2;
  return tokenReader.peek(i).type === "'{'";
}

function readStruct(context: ReaderContext, dotted: boolean): Expression {
  const { tokenReader, factory, depth } = context;
  let typeName = dotted ? tokenReader.expect("'.'", tokenSet("IDENTIFIER")).text : "";
  typeName += tokenReader.expect("IDENTIFIER", tokenSet("'.'", "'{'")).text;
  while (tokenReader.peek().type === "'.'") {
    tokenReader.expect("'.'", tokenSet("IDENTIFIER"));
    typeName += `.${tokenReader.expect("IDENTIFIER", tokenSet("'.'", "'{'")).text}`;
  }
  const { offset } = tokenReader.expect("'{'", FIELDS_START);
  const fields: StructField[] = [];
  readItems(context, FIELDS_START, "'}'", () => {
    let optional = false;
    const token = tokenReader.rule(tokenSet("':'"), () => {
      tokenReader.sync(FIELD_START);
      optional = readOptionalMark(context);
      return readFieldName(context, tokensOrEnd());
    });
    const colon = tokenReader.expect("':'", EXPRESSION_START);
    const value = context.readExpression(tokensOrEnd("','"));
    fields.push({
      id: factory.nextId(),
      offset: colon.offset,
      name: token === undefined ? "" : fieldName(token),
      value,
      optional,
    });
  });
  return depth.spread({ kind: "struct", id: factory.nextId(), offset, typeName, fields });
}

function readList(context: ReaderContext): Expression {
  const { tokenReader, factory, depth } = context;
  const { offset } = tokenReader.expect("'['", LIST_START);
  const elements: Expression[] = [];
  const optionalIndices: number[] = [];
  readItems(context, LIST_START, "']'", () => {
    const { optional, expression } = readOptionalExpression(context, tokensOrEnd("','"));
    if (optional) optionalIndices.push(elements.length);
    elements.push(expression);
  });
  return depth.spread({ kind: "list", id: factory.nextId(), offset, elements, optionalIndices });
}

function readMap(context: ReaderContext): Expression {
  const { tokenReader, factory, depth } = context;
  const { offset } = tokenReader.expect("'{'", MAP_START);
  const entries: MapEntry[] = [];
  readItems(context, MAP_START, "'}'", () => {
    const { optional, expression: key } = readOptionalExpression(context, tokenSet("':'"));
    const colon = tokenReader.expect("':'", EXPRESSION_START);
    const value = context.readExpression(tokensOrEnd("','"));
    entries.push({ id: factory.nextId(), offset: colon.offset, key, value, optional });
  });
  return depth.spread({ kind: "map", id: factory.nextId(), offset, entries });
}

/** What stands between brackets, with commas between and perhaps at the end, and the closing bracket. */
function readItems(context: ReaderContext, start: TokenSet, close: TokenType, readItem: () => void): void {
  const { tokenReader } = context;
  tokenReader.sync(start);
  const end = tokenSet("','", close);
  const first = tokenReader.peek().type;
  if (first !== "','" && first !== close) {
    tokenReader.rule(end, () => {
      readItem();
      while (
        tokenReader.peek().type === "','" &&
        start.tokens.has(tokenReader.peek(1).type) &&
        !end.tokens.has(tokenReader.peek(1).type)
      ) {
        tokenReader.expect("','", start);
        readItem();
      }
    });
  }
  tokenReader.sync(end);
  if (tokenReader.peek().type === "','") tokenReader.expect("','", tokenSet(close));
  tokenReader.expect(close, tokensOrEnd());
}

function readOptionalExpression(
  context: ReaderContext,
  following: TokenSet,
): { readonly optional: boolean; readonly expression: Expression } {
  const rule = openRule(context, "optExpr", following);
  let optional = false;
  try {
    context.tokenReader.sync(OPTIONAL_START);
    optional = readOptionalMark(context);
    return { optional, expression: context.readExpression(tokensOrEnd()) };
  } catch (error) {
    return { optional, expression: rule.failed(error) };
  } finally {
    rule.close();
  }
}

function readLiteral(context: ReaderContext): Expression {
  const { tokenReader, factory } = context;
  if (!MEMBER_START.tokens.has(tokenReader.peek().type)) throw tokenReader.noViableAlternative(0, MEMBER_START);
  if (tokenReader.peek().type === "'-'" && !SIGNED.tokens.has(tokenReader.peek(1).type)) {
    throw tokenReader.noViableAlternative(1, MEMBER_START);
  }
  const sign = tokenReader.peek().type === "'-'" ? tokenReader.expect("'-'", tokensOrEnd()) : undefined;
  const token = tokenReader.expect(tokenReader.peek().type, tokensOrEnd());
  const offset = sign?.offset ?? token.offset;
  const bad = (message: string): Expression => {
    context.issues.push({ message, offset });
    return factory.constant({ type: "null" }, offset);
  };
  const text = (sign?.text ?? "") + token.text;
  switch (token.type) {
    case "NUM_INT": {
      const value = readInt(text);
      return value === undefined ? bad("invalid int literal") : factory.constant({ type: "int", value }, offset);
    }
    case "NUM_UINT": {
      const value = readUint(text);
      return value === undefined ? bad("invalid uint literal") : factory.constant({ type: "uint", value }, offset);
    }
    case "NUM_FLOAT": {
      const value = Number(text);
      return Number.isFinite(value)
        ? factory.constant({ type: "double", value }, offset)
        : bad("invalid double literal");
    }
    case "STRING":
    case "BYTES":
      return readQuoted(context, token, bad);
    case "'null'":
      return factory.constant({ type: "null" }, offset);
    default:
      return factory.constant({ type: "bool", value: token.type === "'true'" }, offset);
  }
}

function readQuoted(context: ReaderContext, token: Token, bad: (message: string) => Expression): Expression {
  try {
    if (token.type === "BYTES")
      return context.factory.constant({ type: "bytes", value: readBytes(token.text) }, token.offset);
    return context.factory.constant({ type: "string", value: readString(token.text) }, token.offset);
  } catch (error) {
    if (error instanceof LiteralError) return bad(error.message);
    throw error;
  }
}

const SIGNED: TokenSet = tokenSet("NUM_INT", "NUM_FLOAT");
const LIST_START: TokenSet = tokenSet("']'", "','", ...OPTIONAL_START.tokens);
const MAP_START: TokenSet = tokenSet("'}'", "','", ...OPTIONAL_START.tokens);
const FIELDS_START: TokenSet = tokenSet("'}'", "','", ...FIELD_START.tokens);

/** Words that no variable or function may be called. */
const RESERVED: ReadonlySet<string> = new Set(
  "as break const continue else false for function if import in let loop package namespace null return true var void while".split(
    " ",
  ),
);
