/** One clause of an `Accept` header. */
export interface AcceptClause {
  readonly type: string;
  readonly subtype: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** The clauses of an `Accept` header, the most wanted first. */
export function parseAccept(header: string): readonly AcceptClause[] {
  return header
    .split(",")
    .map(parseClause)
    .sort((a, b) => b.quality - a.quality || wildcards(a) - wildcards(b));
}

function parseClause(text: string): AcceptClause {
  const [range = "", ...rest] = text.split(";").map((part) => part.trim());
  const slash = range.indexOf("/");
  const parameters = new Map<string, string>();
  let quality = 1;
  for (const part of rest) {
    const equals = part.indexOf("=");
    if (equals < 0) continue;
    const [key, value] = [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    if (key === "q") quality = Number(value) || 0;
    else parameters.set(key, value);
  }
  if (slash < 0) return { type: range, subtype: range === "*" ? "*" : "", parameters, quality };
  return { type: range.slice(0, slash), subtype: range.slice(slash + 1), parameters, quality };
}

function wildcards(clause: AcceptClause): number {
  return (clause.type === "*" ? 2 : 0) + (clause.subtype === "*" ? 1 : 0);
}
