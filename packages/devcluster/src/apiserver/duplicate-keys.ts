/**
 * Paths of keys that occur twice in one object of a JSON text, in the order of the text (`metadata.labels.a`), as strict decoding
 * reports them. `parsed` is the text's value: when it has as many keys as the text there is nothing to look for, which
 * is nearly always and takes about a microsecond per kilobyte.
 */
export function duplicateKeys(text: string, parsed: unknown): readonly string[] {
  if (countKeys(parsed) === countColons(text)) return [];
  const found: string[] = [];
  scanForDuplicates({ text, at: 0, found }, "");
  return found;
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  for (const key in value) count += 1 + countKeys((value as Readonly<Record<string, unknown>>)[key]);
  return count;
}

/** Colons outside of strings: one for each key. */
function countColons(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) count++;
    else if (code === QUOTE) at = endOfString(text, at);
  }
  return count;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Position of the quote that ends the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1;
  while (text.charCodeAt(at) === BACKSLASH) at--;
  return (quote - at) % 2 === 0;
}

interface Scan {
  readonly text: string;
  at: number;
  readonly found: string[];
}

/** The text is known to be JSON. */
function scanForDuplicates(scan: Scan, path: string): void {
  const { text } = scan;
  skipSpace(scan);
  switch (text[scan.at]) {
    case "{":
      return scanObject(scan, path);
    case "[":
      return scanArray(scan, path);
    case '"':
      scan.at = endOfString(text, scan.at) + 1;
      return;
    default:
      while (scan.at < text.length && !",]} \n\r\t".includes(text[scan.at] ?? "")) scan.at++;
  }
}

function scanObject(scan: Scan, path: string): void {
  const seen = new Set<string>();
  scan.at++;
  for (;;) {
    skipSpace(scan);
    if (scan.text[scan.at] === "}") return void scan.at++;
    const end = endOfString(scan.text, scan.at);
    const key = JSON.parse(scan.text.slice(scan.at, end + 1)) as string;
    const childPath = path === "" ? key : `${path}.${key}`;
    if (seen.has(key)) scan.found.push(childPath);
    seen.add(key);
    scan.at = end + 1;
    skipSpace(scan);
    scan.at++; // The colon.
    scanForDuplicates(scan, childPath);
    skipSpace(scan);
    if (scan.text[scan.at] === ",") scan.at++;
  }
}

function scanArray(scan: Scan, path: string): void {
  scan.at++;
  for (let index = 0; ; index++) {
    skipSpace(scan);
    if (scan.text[scan.at] === "]") return void scan.at++;
    scanForDuplicates(scan, `${path}[${index}]`);
    skipSpace(scan);
    if (scan.text[scan.at] === ",") scan.at++;
  }
}

function skipSpace(scan: Scan): void {
  while (" \n\r\t".includes(scan.text[scan.at] ?? "x")) scan.at++;
}
