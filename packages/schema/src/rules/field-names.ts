/**
 * The name by which rules reach a field: what is no CEL identifier is escaped (`a-b` is `a__dash__b`, `namespace` is `__namespace__`).
 * Undefined: rules cannot reach it.
 * See https://kubernetes.io/docs/reference/using-api/cel/#escaping
 */
export function escapeFieldName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  if (!/^[a-zA-Z_./-][\w./-]*$/.test(name)) return undefined;
  return name.replaceAll(/__|[-./]/g, (found) => ESCAPES.get(found) ?? found);
}

/** The field that an escaped name stands for; undefined when nothing escapes to it. */
export function unescapeFieldName(escaped: string): string | undefined {
  let valid = true;
  const name = escaped.replaceAll(/__[^_]+__/g, (found) => {
    const word = found.slice(2, -2);
    const character = UNESCAPES.get(word);
    if (character !== undefined) return character;
    if (!RESERVED.has(word) || found.length !== escaped.length) valid = false;
    return word;
  });
  return valid ? name : undefined;
}

/** Whether a name is a word of the language: such a field can be reached by it and by its escaped form. */
export function isKeyword(name: string): boolean {
  return RESERVED.has(name);
}

const RESERVED: ReadonlySet<string> = new Set(
  (
    "true false null in as break const continue else for function if import let loop package namespace return " +
    "var void while"
  ).split(" "),
);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["__", "__underscores__"],
  [".", "__dot__"],
  ["-", "__dash__"],
  ["/", "__slash__"],
]);

const UNESCAPES: ReadonlyMap<string, string> = new Map(
  [...ESCAPES].map(([character, escape]) => [escape.slice(2, -2), character]),
);
