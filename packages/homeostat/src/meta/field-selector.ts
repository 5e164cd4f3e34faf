import { SelectorError } from "./selector-error.ts";

/** One term of a field selector; all must hold. See https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/ */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

/** Parses `metadata.name=x,spec.nodeName!=y`; throws `SelectorError` with the API server's message. */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return splitTerms(text)
    .filter((term) => term !== "")
    .sort()
    .map((term) => {
      const match = /^((?:[^\\!=]|\\.|!(?!=))*?)(!=|==|=)(.*)$/s.exec(term);
      if (match === null) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
      const [, field = "", operator = "", value = ""] = match;
      return { field, operator: operator === "!=" ? "!=" : "=", value: unescape(value) };
    });
}

/** The text syntax; `\`, `,` and `=` in values are escaped. */
export function fieldSelectorText(requirements: readonly FieldRequirement[]): string {
  return requirements
    .map(({ field, operator, value }) => `${field}${operator}${value.replaceAll(/[\\,=]/g, (found) => `\\${found}`)}`)
    .join(",");
}

/** Cuts at commas that are not escaped. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === ",") {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescape(value: string): string {
  let result = "";
  for (let at = 0; at < value.length; at++) {
    const found = value[at] ?? "";
    if (found === "\\") {
      const next = value[++at] ?? "";
      if (next !== "\\" && next !== "," && next !== "=") {
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next}`);
      }
      result += next;
    } else if (found === "," || found === "=") {
      throw new SelectorError(`invalid field selector: unescaped character in value: ${found.codePointAt(0)}`);
    } else {
      result += found;
    }
  }
  return result;
}
