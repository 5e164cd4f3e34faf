import type { Condition, RecordedResponse } from "./exchange.ts";

/** The value at a dotted path: `items[0].metadata.name`, `[-1].object`, `""` for all; undefined when there is none. */
export function dig(value: unknown, path: string): unknown {
  let current = value;
  for (const part of path.match(/\[-?\d+\]|(?:\\\.|[^.[\]])+/g) ?? []) {
    if (typeof current !== "object" || current === null) return undefined;
    current = part.startsWith("[")
      ? Array.isArray(current)
        ? (current as unknown[]).at(Number(part.slice(1, -1)))
        : undefined
      : (current as Record<string, unknown>)[part.replaceAll("\\.", ".")];
  }
  return current;
}

/** Replaces what a mask path points at (`items[*].x`, `a.*.b`) by `<masked>`, in place. */
export function maskPath(value: unknown, path: string): void {
  const parts = path.match(/\[[^\]]*\]|(?:\\\.|[^.[\]])+/g) ?? [];
  const visit = (node: unknown, depth: number): void => {
    const part = parts[depth];
    if (part === undefined || typeof node !== "object" || node === null) return;
    for (const key of keysAt(node, part)) {
      const container = node as Record<string, unknown>;
      if (!(key in container)) continue;
      if (depth + 1 === parts.length) container[key] = "<masked>";
      else visit(container[key], depth + 1);
    }
  };
  visit(value, 0);
}

function keysAt(node: object, part: string): readonly string[] {
  if (part.startsWith("[")) {
    if (!Array.isArray(node)) return [];
    if (part === "[*]") return node.map((_, index) => String(index));
    const index = Number(part.slice(1, -1));
    return [String(index < 0 ? node.length + index : index)];
  }
  if (Array.isArray(node)) return [];
  return part === "*" ? Object.keys(node) : [part.replaceAll("\\.", ".")];
}

/** Fills `${name}` from the captured values; a text that is only `${name}` takes the value's type. */
export function fill(value: unknown, variables: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") {
    const whole = /^\$\{(\w+)\}$/.exec(value)?.[1];
    if (whole !== undefined && variables.has(whole)) return variables.get(whole);
    return value.replace(/\$\{(\w+)\}/g, (all, name: string) =>
      variables.has(name) ? String(variables.get(name)) : all,
    );
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, variables)]));
}

/** `<1000 x "a">` stands for a thousand times the letter. */
export function expand(value: unknown): unknown {
  if (typeof value === "string") {
    const match = /^<(\d+) x "(.)">$/s.exec(value);
    return match === null ? value : (match[2] ?? "").repeat(Number(match[1]));
  }
  if (Array.isArray(value)) return value.map(expand);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expand(one)]));
}

/** Whether a polled answer is good. */
export function isMet(response: RecordedResponse, until: Condition): boolean {
  const empty = (value: unknown): boolean =>
    value === undefined ||
    value === null ||
    value === "" ||
    (typeof value === "object" && Object.keys(value).length === 0);
  const at = (path: string): unknown => dig(response.body, path);
  if (until.code !== undefined && ![until.code].flat().includes(response.code)) return false;
  if (Object.entries(until.eq ?? {}).some(([path, wanted]) => JSON.stringify(at(path)) !== JSON.stringify(wanted)))
    return false;
  if ((until.has ?? []).some((path) => empty(at(path)))) return false;
  if ((until.lacks ?? []).some((path) => !empty(at(path)))) return false;
  return Object.entries(until.len ?? {}).every(([path, length]) => {
    const got = at(path);
    return Array.isArray(got) ? got.length === length : length === 0 && (got === undefined || got === null);
  });
}
