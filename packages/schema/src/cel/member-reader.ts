import type { Expression } from "./expression.ts";
import { readPrimary } from "./primary-reader.ts";
import {
  fieldName,
  readArguments,
  readFieldName,
  readOptionalMark,
  openRule,
  type ReaderContext,
} from "./reader-context.ts";
import { tokenSet, tokensOrEnd, type TokenSet } from "./token.ts";
import { FIELD_START, OPTIONAL_START } from "./token-sets.ts";

/** Reads `a.b`, `a.?b`, `a.b(…)`, `a[b]`, `a[?b]` and what they begin with. */
export function readMember(context: ReaderContext, following: TokenSet): Expression {
  const { tokenReader, depth } = context;
  const rule = openRule(context, "member", following);
  try {
    let expression = readPrimary(context, AGAIN);
    for (;;) {
      const { type } = tokenReader.peek();
      if (type !== "'.'" && type !== "'['") return expression;
      depth.enter("member");
      expression = depth.nested(type === "'['" ? readIndex(context, expression) : readSelection(context, expression));
    }
  } catch (error) {
    return rule.failed(error);
  } finally {
    rule.close();
  }
}

function readIndex(context: ReaderContext, operand: Expression): Expression {
  const { tokenReader } = context;
  const { offset } = tokenReader.expect("'['", OPTIONAL_START);
  tokenReader.sync(OPTIONAL_START);
  const optional = readOptionalMark(context);
  const index = context.readExpression(tokenSet("']'"));
  tokenReader.expect("']'", AGAIN);
  return context.factory.call(optional ? "_[?_]" : "_[_]", offset, [operand, index]);
}

function readSelection(context: ReaderContext, operand: Expression): Expression {
  const { tokenReader, factory } = context;
  const [dot, name, open] = [tokenReader.peek(), tokenReader.peek(1), tokenReader.peek(2)];
  if (!FIELD_START.tokens.has(name.type)) throw tokenReader.noViableAlternative(1, FIELD_START);
  tokenReader.expect("'.'", FIELD_START);
  if (name.type === "IDENTIFIER" && open.type === "'('") {
    tokenReader.expect("IDENTIFIER", tokenSet("'('"));
    const args = readArguments(context, AGAIN);
    return context.callOrMacro(name.text, open.offset, args, operand);
  }
  const optional = readOptionalMark(context);
  const token = readFieldName(context, AGAIN);
  const field = token === undefined ? "" : fieldName(token);
  if (!optional) return { kind: "select", id: factory.nextId(), offset: dot.offset, operand, field, testOnly: false };
  const constant = factory.constant({ type: "string", value: field }, token?.offset ?? dot.offset);
  return factory.call("_?._", dot.offset, [operand, constant]);
}

const AGAIN: TokenSet = tokensOrEnd("'.'", "'['");
