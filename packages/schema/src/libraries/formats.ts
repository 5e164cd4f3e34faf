import { labelKeyProblems, labelValueProblems } from "homeostat/internal/meta/label-syntax.ts";
import type { FunctionDeclaration, Library } from "#cel/library.ts";
import { OPTIONAL_NONE, celList, optionalValue } from "#cel/native-values.ts";
import { STRING, listOf, opaque, optionalOf } from "#cel/type.ts";
import type { OpaqueValue, OptionalValue, Value } from "#cel/value.ts";
import { sizeOfValue } from "#cel/value-size.ts";
import { isDns1035Label, isDnsLabel, isDnsSubdomain } from "#structural/dns-names.ts";
import { formatCheck } from "#structural/formats.ts";
import { PER_CHARACTER, PER_PATTERN_CHARACTER, scaled, sizeAt, valueAt } from "./cost.ts";
import { call, method, ownType, ownValue, text } from "./overload.ts";
import type { Argument } from "./overload.ts";
import { requestUriProblem } from "./url-parse.ts";

/** A named format. */
interface Format {
  readonly name: string;
  /** How long a regular expression for it would be, for costs. */
  readonly patternSize: number;
  readonly problems: (value: string) => readonly string[];
}

const NAME = "kubernetes.NamedFormat";
const FORMAT = opaque(NAME);
const formatArgument: Argument<Format> = ownType(NAME);
const MAX_PATTERN_SIZE = 128;
const TIME_PATTERN_SIZE = 71;

const KNOWN_FORMATS: ReadonlyMap<string, OpaqueValue> = new Map(
  [
    format("dns1123Label", 30, isDnsLabel),
    format("dns1123Subdomain", 60, isDnsSubdomain),
    format("dns1035Label", 30, isDns1035Label),
    format("qualifiedName", 60, labelKeyProblems),
    format("dns1123LabelPrefix", 30, (value) => isDnsLabel(withoutTrailingDash(value))),
    format("dns1123SubdomainPrefix", 60, (value) => isDnsSubdomain(withoutTrailingDash(value))),
    format("dns1035LabelPrefix", 30, (value) => isDns1035Label(withoutTrailingDash(value))),
    format("labelValue", 40, labelValueProblems),
    format("uri", 1103, uriProblems),
    format("uuid", 70, (value) => checked("uuid", value, "does not match the UUID format")),
    format("byte", 84, (value) => checked("byte", value, "invalid base64")),
    format("date", TIME_PATTERN_SIZE, (value) => checked("date", value, "invalid date")),
    format("datetime", TIME_PATTERN_SIZE, (value) => checked("datetime", value, "invalid datetime")),
  ].map((known) => [known.name, formatValue(known)]),
);

/** `format.dns1123Label().validate(name)`. See https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library */
export const FORMATS: Library = {
  name: "kubernetes.format",
  functions: [
    {
      name: "validate",
      overloads: [
        method("format-validate", {
          args: [formatArgument, text],
          result: optionalOf(listOf(STRING)),
          call: validate,
          cost: validationCost,
          estimate: (args) => ({
            cost: scaled(scaled(sizeAt(args, 1), PER_CHARACTER), MAX_PATTERN_SIZE * PER_PATTERN_CHARACTER),
          }),
        }),
      ],
      cost: validationCost,
    },
    {
      name: "format.named",
      overloads: [
        call("format-named", {
          args: [text],
          result: optionalOf(FORMAT),
          call: (name) => optionalFormat(KNOWN_FORMATS.get(name)),
        }),
      ],
    },
    ...[...KNOWN_FORMATS].map(([name, value]) => constant(`format.${name}`, value)),
  ],
};

function constant(name: string, value: OpaqueValue): FunctionDeclaration {
  return { name, overloads: [call(name, { args: [], result: FORMAT, call: () => value })] };
}

function format(name: string, patternSize: number, problems: Format["problems"]): Format {
  return { name, patternSize, problems };
}

function formatValue(known: Format): OpaqueValue {
  return ownValue({
    typeName: NAME,
    content: known,
    equals: (other) => formatArgument.read(other).name === known.name,
  });
}

function optionalFormat(value: OpaqueValue | undefined): OptionalValue {
  return value === undefined ? OPTIONAL_NONE : optionalValue(value);
}

function validate({ problems }: Format, value: string): OptionalValue {
  const found = problems(value);
  return found.length === 0 ? OPTIONAL_NONE : optionalValue(celList(found));
}

function validationCost(args: readonly Value[]): number {
  const textCost = Math.ceil((1 + sizeOfValue(valueAt(args, 1))) * PER_CHARACTER);
  return textCost * Math.ceil(formatArgument.read(valueAt(args, 0)).patternSize * PER_PATTERN_CHARACTER);
}

/** A prefix may end with a dash: it and the character before it stand for something valid. */
function withoutTrailingDash(value: string): string {
  return value.length > 1 && value.endsWith("-") ? `${value.slice(0, -2)}a` : value;
}

function checked(name: string, value: string, problem: string): readonly string[] {
  return formatCheck(name)?.(value) === true ? [] : [problem];
}

function uriProblems(value: string): readonly string[] {
  const problem = requestUriProblem(value);
  return problem === undefined ? [] : [problem];
}
