/** Options of the format for people. */
export interface PrettyFormatOptions {
  readonly colors: boolean;
}

/** Creates a function that turns a JSON log line into one line for people (and the stack of an error below it). */
export function createPrettyFormatter({ colors }: PrettyFormatOptions): (line: string) => string {
  const paint = (code: number, text: string): string => (colors ? `\x1b[${code}m${text}\x1b[39m` : text);
  return (line) => {
    const entry = parseEntry(line);
    if (entry === undefined) return line;
    const { level, ts, msg, stacktrace, ...fields } = entry;
    const label = String(level).toUpperCase().padEnd(5);
    const pairs = Object.entries(withoutRepetitions(fields)).map(
      ([name, value]) => `${paint(GREY, `${name}=`)}${valueText(value)}`,
    );
    const head = [
      paint(GREY, timeOfDay(ts)),
      paint(levelColors[String(level)] ?? GREY, label),
      String(msg),
      ...pairs,
    ].join(" ");
    return typeof stacktrace === "string" && level === "error" ? `${head}\n${indent(stacktrace)}\n` : `${head}\n`;
  };
}

const GREY = 90;
const levelColors: Readonly<Record<string, number | undefined>> = { debug: 90, info: 36, warn: 33, error: 31 };

function parseEntry(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "object" && entry !== null ? { ...entry } : undefined;
  } catch {
    return undefined;
  }
}

/** `12:30:01.123` of an ISO time. */
function timeOfDay(ts: unknown): string {
  return typeof ts === "string" ? ts.slice(11, 23) : "";
}

/** Strings as they are when that cannot be misread; `namespace/name` for the identity of an object. */
function valueText(value: unknown): string {
  if (typeof value === "string") return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  if (typeof value === "object" && value !== null && "name" in value && typeof value.name === "string") {
    const keys = Object.keys(value);
    if (keys.every((key) => key === "name" || key === "namespace")) {
      return "namespace" in value && typeof value.namespace === "string"
        ? `${value.namespace}/${value.name}`
        : value.name;
    }
  }
  return JSON.stringify(value);
}

/** In JSON, `namespace`, `name` and the controller's kind stand alone for machines to filter by; a person reads them once. */
function withoutRepetitions(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { controllerGroup: _group, controllerKind: kind, ...rest } = fields;
  if (typeof kind !== "string") return fields;
  if (!(kind in rest)) return rest;
  const { namespace: _namespace, name: _name, ...short } = rest;
  return short;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
