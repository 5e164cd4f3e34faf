/** One step of a JSONPath. */
export type PathStep =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "slice"; readonly start: number; readonly end: number | undefined; readonly step: number }
  | { readonly kind: "all" }
  /** Everything at or below. */
  | { readonly kind: "deep" }
  | { readonly kind: "union"; readonly of: readonly PathStep[] }
  | { readonly kind: "filter"; readonly left: Operand; readonly operator: string; readonly right: Operand };

/** A side of a filter: a path from the item (`@.type`), or a constant. */
export type Operand =
  | { readonly kind: "path"; readonly steps: readonly PathStep[] }
  | { readonly kind: "constant"; readonly value: unknown };

/** The text is not a JSONPath; the message says where. */
export class JsonPathError extends Error {
  constructor(text: string, problem: string) {
    super(`JSONPath ${JSON.stringify(text)}: ${problem}`);
    this.name = "JsonPathError";
  }
}

/** Reads `.a.b[0]['c'][?(@.d=="e")]`; braces and `$` around it may be left out. */
export function readPath(text: string): readonly PathStep[] {
  const reader = { text, at: 0 };
  if (text.startsWith("{") && text.endsWith("}")) return readPath(text.slice(1, -1));
  if (text.startsWith("$")) reader.at = 1;
  const steps = readSteps(reader, () => reader.at >= text.length);
  return steps;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readSteps(reader: Reader, atEnd: () => boolean): readonly PathStep[] {
  const steps: PathStep[] = [];
  while (!atEnd()) {
    const { text } = reader;
    if (text.startsWith("..", reader.at)) {
      reader.at += 2;
      steps.push({ kind: "deep" });
      if (text[reader.at] !== "[") steps.push(readName(reader));
    } else if (text[reader.at] === ".") {
      reader.at++;
      if (text[reader.at] !== "[" && !atEnd()) steps.push(readName(reader));
    } else if (text[reader.at] === "[") steps.push(readBracket(reader));
    else throw new JsonPathError(text, `expected "." or "[" at position ${reader.at}`);
  }
  return steps;
}

/** A name ends at `.`, `[` or what closes a filter; a backslash takes the next character as it is. */
function readName(reader: Reader): PathStep {
  const { text } = reader;
  let name = "";
  for (; reader.at < text.length; reader.at++) {
    const character = text.charAt(reader.at);
    if (".[]()=!<> ".includes(character)) break;
    if (character === "\\") reader.at++;
    name += text.charAt(reader.at);
  }
  if (name === "") throw new JsonPathError(text, `expected a field name at position ${reader.at}`);
  return name === "*" ? { kind: "all" } : { kind: "field", name };
}

function readBracket(reader: Reader): PathStep {
  const start = reader.at;
  const end = closingBracket(reader);
  const inner = reader.text.slice(start + 1, end).trim();
  reader.at = end + 1;
  if (inner.startsWith("?(") && inner.endsWith(")")) return readFilter(inner.slice(2, -1), reader.text);
  const parts = splitOutsideQuotes(inner, ",");
  const of = parts.map((part) => readSelector(part.trim(), reader.text));
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: "union", of };
}

function closingBracket(reader: Reader): number {
  const { text } = reader;
  let depth = 0;
  let quote = "";
  for (let index = reader.at; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== "") {
      if (character === "\\") index++;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "[") depth++;
    else if (character === "]" && --depth === 0) return index;
  }
  throw new JsonPathError(text, `the bracket at position ${reader.at} is not closed`);
}

function readSelector(part: string, text: string): PathStep {
  if (part === "*") return { kind: "all" };
  if (/^-?\d+$/.test(part)) return { kind: "index", index: Number(part) };
  const slice = /^(-?\d*):(-?\d*)(?::(\d*))?$/.exec(part);
  if (slice !== null) {
    const [, start = "", end = "", step = ""] = slice;
    return {
      kind: "slice",
      start: Number(start),
      end: end === "" ? undefined : Number(end),
      step: step === "" ? 1 : Math.max(1, Number(step)),
    };
  }
  const quoted = unquote(part);
  if (quoted === undefined)
    throw new JsonPathError(text, `${JSON.stringify(part)} is neither an index, a slice nor a quoted name`);
  return { kind: "field", name: quoted };
}

function readFilter(expression: string, text: string): PathStep {
  for (const operator of ["==", "!=", "<=", ">=", "<", ">"]) {
    const [left, right, ...rest] = splitOutsideQuotes(expression, operator);
    if (left === undefined || right === undefined || rest.length > 0) continue;
    return { kind: "filter", left: readOperand(left.trim(), text), operator, right: readOperand(right.trim(), text) };
  }
  const nothing: Operand = { kind: "constant", value: undefined };
  return { kind: "filter", left: readOperand(expression.trim(), text), operator: "exists", right: nothing };
}

function readOperand(operand: string, text: string): Operand {
  if (operand.startsWith("@")) return { kind: "path", steps: readPath(operand.slice(1)) };
  const quoted = unquote(operand);
  if (quoted !== undefined) return { kind: "constant", value: quoted };
  if (operand === "true" || operand === "false") return { kind: "constant", value: operand === "true" };
  if (operand !== "" && Number.isFinite(Number(operand))) return { kind: "constant", value: Number(operand) };
  throw new JsonPathError(text, `${JSON.stringify(operand)} in a filter is neither a path from "@" nor a constant`);
}

function unquote(part: string): string | undefined {
  const match = /^(['"])(.*)\1$/s.exec(part);
  return match?.[2]?.replaceAll(/\\(.)/g, "$1");
}

function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let quote = "";
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== "") {
      if (character === "\\") index++;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (text.startsWith(separator, index)) {
      parts.push(text.slice(from, index));
      from = index + separator.length;
      index = from - 1;
    }
  }
  return [...parts, text.slice(from)];
}
