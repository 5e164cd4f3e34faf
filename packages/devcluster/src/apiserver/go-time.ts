/** The rest of the text that does not fit, and the element of the layout that it should be. */
export function goTimeProblem(text: string, micro: boolean): readonly [string, string] | undefined {
  let rest = text;
  for (const [pattern, element] of TIME_PARTS) {
    const match = pattern.exec(rest);
    if (match === null) return [rest, element];
    rest = rest.slice(match[0].length);
  }
  const fraction = micro ? /^\.\d{6}(?!\d)/.exec(rest) : /^(\.\d+)?/.exec(rest);
  if (fraction === null) return [rest, ".000000"];
  rest = rest.slice(fraction[0].length);
  return /^(Z|[+-]\d\d:\d\d)$/.test(rest) ? undefined : [rest, "Z07:00"];
}

const TIME_PARTS: readonly (readonly [pattern: RegExp, element: string])[] = [
  [/^\d{4}/, "2006"],
  [/^-/, "-"],
  [/^(0[1-9]|1[0-2])/, "01"],
  [/^-/, "-"],
  [/^(0[1-9]|[12]\d|3[01])/, "02"],
  [/^T/, "T"],
  [/^([01]\d|2[0-3])/, "15"],
  [/^:/, ":"],
  [/^[0-5]\d/, "04"],
  [/^:/, ":"],
  [/^[0-5]\d/, "05"],
];
