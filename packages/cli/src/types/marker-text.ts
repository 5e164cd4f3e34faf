/** A string as a marker's argument: quoted with the escapes that the marker grammar knows. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A regular expression as an argument: raw in back quotes where it can be, so that its backslashes stay single. */
export function quotedPattern(text: string): string {
  return /[`\n\r]/.test(text) ? quoted(text) : `\`${text}\``;
}

/** A number as an argument; undefined when the grammar has no form for it. */
export function numberText(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : "";
  return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
}

/** A list argument; its strings are quoted where they are not plain words. */
export function listText(values: readonly string[]): string {
  return values.map((value) => (/^[A-Za-z][\w.-]*$/.test(value) ? value : quoted(value))).join(";");
}

/** `name=value,…` without the arguments that are absent. */
export function argumentsText(all: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(all)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(",");
}

/** A scalar for an argument of type `any`; undefined when it has no form there. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "boolean") return String(value);
  return numberText(value);
}
