import type { Schema } from "#structural/schema.ts";

/**
 * A rule's `fieldPath` (`.spec.ports['http']`) as errors show it (`spec.ports[http]`); undefined when it is no path of fields of the
 * schema.
 */
export function ruleFieldPath(path: string, schema: Schema): string | undefined {
  let current: Schema | undefined = schema;
  let shown = "";
  let rest = path;
  while (rest !== "") {
    const step: RegExpExecArray | null = /^(?:\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\])/s.exec(rest);
    if (step === null || current === undefined) return undefined;
    const name: string | undefined = step[1] ?? unescape(step[2] ?? "");
    if (name === undefined) return undefined;
    const { properties, additionalProperties }: Schema = current;
    if (properties !== undefined) {
      shown += shown === "" ? name : `.${name}`;
      current = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (current === undefined) return undefined;
    } else {
      if (additionalProperties === undefined) return undefined;
      shown += `[${name}]`;
      current = typeof additionalProperties === "object" ? additionalProperties : undefined;
    }
    rest = rest.slice(step[0].length);
  }
  return shown;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["'", "'"],
  ["\\", "\\"],
]);

function unescape(text: string): string | undefined {
  let valid = true;
  const plain = text.replaceAll(/\\(.)/gs, (_, character: string) => {
    const found = ESCAPES.get(character);
    if (found === undefined) valid = false;
    return found ?? "";
  });
  return valid ? plain : undefined;
}
