import type { Marker, MarkerValue } from "#markers/marker.ts";
import { code } from "./markdown.ts";

/** What markers demand of a value, one phrase each, as Markdown. */
export function validationTexts(markers: readonly Marker[]): readonly string[] {
  const keys = markers.filter(({ name }) => /^(k8s:)?listMapKey$/.test(name)).map(anonymous);
  return markers.flatMap((marker) => {
    const text = textOf(marker, keys.map(String));
    return text === undefined ? [] : [text];
  });
}

/** The value that the server fills in, as JSON; undefined when there is none. */
export function defaultText(markers: readonly Marker[]): string | undefined {
  const marker =
    markers.findLast(({ name }) => name === "kubebuilder:default") ??
    markers.findLast(({ name }) => name === "default");
  const value = marker === undefined ? undefined : anonymous(marker);
  return value === undefined ? undefined : JSON.stringify(value);
}

const VALIDATION = "kubebuilder:validation:";

function textOf(marker: Marker, listKeys: readonly string[]): string | undefined {
  const { name } = marker;
  if (name.startsWith(`${VALIDATION}items:`)) {
    const text = textOf({ ...marker, name: name.replace("items:", "") }, []);
    return text === undefined ? undefined : `each item: ${text}`;
  }
  if (name.startsWith(VALIDATION)) return constraintText(name.slice(VALIDATION.length), marker);
  if (/^(k8s:)?listType$/.test(name)) return listText(String(anonymous(marker)), listKeys);
  if (name === "nullable") return "may be null";
  if (name === "k8s:immutable") return "cannot be changed";
  return undefined;
}

function constraintText(name: string, marker: Marker): string | undefined {
  const value = anonymous(marker);
  switch (name) {
    case "Minimum":
      return `≥ ${String(value)}`;
    case "Maximum":
      return `≤ ${String(value)}`;
    case "ExclusiveMinimum":
      return value === true ? "the minimum itself is too small" : undefined;
    case "ExclusiveMaximum":
      return value === true ? "the maximum itself is too large" : undefined;
    case "Enum":
      return `one of ${list(value).map(String).map(code).join(", ")}`;
    case "Pattern":
      return `matches ${code(String(value))}`;
    case "UniqueItems":
      return value === true ? "items are unique" : undefined;
    case "XValidation":
      return ruleText(marker);
    case "AtMostOneOf":
    case "ExactlyOneOf":
    case "AtLeastOneOf":
      return `${ONE_OF[name]} ${list(value).map(String).map(code).join(", ")}`;
    default:
      return PHRASES[name]?.(String(value));
  }
}

const ONE_OF = {
  AtMostOneOf: "at most one of",
  ExactlyOneOf: "exactly one of",
  AtLeastOneOf: "at least one of",
} as const;

const PHRASES: Readonly<Record<string, (value: string) => string>> = {
  MultipleOf: (value) => `multiple of ${value}`,
  MinLength: (value) => `at least ${value} characters`,
  MaxLength: (value) => `at most ${value} characters`,
  MinItems: (value) => `at least ${value} items`,
  MaxItems: (value) => `at most ${value} items`,
  MinProperties: (value) => `at least ${value} entries`,
  MaxProperties: (value) => `at most ${value} entries`,
  Format: (value) => `format ${code(value)}`,
  Type: (value) => `type ${code(value)}`,
};

function ruleText({ arguments: { rule, message } }: Marker): string {
  const text = code(String(rule));
  return message === undefined ? text : `${String(message)}: ${text}`;
}

function listText(type: string, keys: readonly string[]): string | undefined {
  if (type === "map") return `unique by ${keys.map(code).join(", ")}`;
  if (type === "set") return "items are unique";
  return type === "atomic" ? "replaced as a whole" : undefined;
}

function anonymous({ arguments: { "": value } }: Marker): MarkerValue | undefined {
  return value;
}

function list(value: MarkerValue | undefined): readonly MarkerValue[] {
  return Array.isArray(value) ? (value as readonly MarkerValue[]) : value === undefined ? [] : [value];
}
