/**
 * Plain data as YAML in block style. A kubeconfig needs no more, and the yaml package takes longer to load than a cluster to
 * start.
 */
export function blockYaml(value: Readonly<Record<string, unknown>>): string {
  return `${mapLines(value, "").join("\n")}\n`;
}

function mapLines(map: Readonly<Record<string, unknown>>, indent: string): string[] {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .flatMap(([key, value]) => memberLines(`${indent}${scalarText(key)}:`, value, `${indent}  `));
}

function listLines(items: readonly unknown[], indent: string): string[] {
  return items.flatMap((item) => {
    if (!isFilled(item)) return [`${indent}- ${scalarText(item)}`];
    const [first = "", ...rest] = blockLines(item, `${indent}  `);
    return [`${indent}- ${first.trimStart()}`, ...rest];
  });
}

function memberLines(head: string, value: unknown, indent: string): string[] {
  return isFilled(value) ? [head, ...blockLines(value, indent)] : [`${head} ${scalarText(value)}`];
}

function blockLines(value: object, indent: string): string[] {
  return Array.isArray(value) ? listLines(value, indent) : mapLines(value as Readonly<Record<string, unknown>>, indent);
}

/** Has lines of its own: an empty list or map is written like a scalar, as `[]` and `{}`. */
function isFilled(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** Text that means the same without quotes in every YAML version. */
const PLAIN = /^[A-Za-z][\w./+=@-]*(:[\w./+=@-]+)*$/;
const WORDS = /^(true|false|null|yes|no|on|off|y|n)$/i;
/** What JSON leaves as it is and YAML does not. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff]/g;

function scalarText(value: unknown): string {
  if (typeof value === "string" && PLAIN.test(value) && !WORDS.test(value)) return value;
  return (JSON.stringify(value) ?? "null").replace(
    UNPRINTABLE,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
