import { afterAll, describe, expect, test } from "vitest";
import { tests as conformance } from "@bufbuild/cel-spec/testdata/conformance.js";
import type { SerializedIncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { KUBERNETES_LIBRARIES } from "#libraries/kubernetes.ts";
import { checkExpression } from "./check.ts";
import {
  exactText,
  functionsOf,
  typeOfProto,
  valueOfProto,
  variablesOf,
  type ProtoDeclaration,
  type ProtoType,
  type ProtoValue,
} from "./conformance.test-support.ts";
import type { CheckedExpression, EnvironmentOptions } from "./environment.ts";
import { createProgram } from "./interpret.ts";
import { parseExpression } from "./parse.ts";
import { BINDING_MACROS } from "./standard-macros.ts";
import { DYN, typeText } from "./type.ts";

/** The tests by which implementations of the language are compared, those with protocol buffer messages left out. */
interface Case {
  readonly name?: string;
  readonly expr: string;
  readonly typeEnv?: readonly ProtoDeclaration[];
  readonly bindings?: Readonly<Record<string, { readonly value: ProtoValue }>>;
  readonly container?: string;
  readonly disableCheck?: boolean;
  readonly checkOnly?: boolean;
  readonly value?: ProtoValue;
  readonly typedResult?: { readonly result?: ProtoValue; readonly deducedType?: ProtoType };
  readonly evalError?: unknown;
}

/** Suites that are left out, and why. */
const LEFT_OUT_SUITES: Readonly<Record<string, string>> = {
  block_ext: "cel.block is what optimizers write, Kubernetes has none",
  encoders_ext: "Kubernetes does not enable base64",
  math_ext: "Kubernetes does not enable math",
  dynamic: "protocol buffer messages",
  enums: "protocol buffer enums",
  proto2: "protocol buffer messages",
  proto2_ext: "protocol buffer messages",
  proto3: "protocol buffer messages",
  wrappers: "protocol buffer messages",
  unknowns: "empty",
};

const FORMATS = [
  "scientific notation formatting clause",
  "default precision for scientific notation",
  "NaN support for scientific notation",
  "positive infinity support for scientific notation",
  "negative infinity support for scientific notation",
  "NaN support for decimal",
  "positive infinity support for decimal",
  "negative infinity support for decimal",
  "positive infinity support for fixed-point",
  "negative infinity support for fixed-point",
  "list support for string",
  "map support for string",
  "map support (all key types)",
  "dyntype support for scientific notation",
  "dyntype NaN/infinity support",
  "dyntype support for lists",
  "dyntype support for maps",
  "scientific notation formatting clause in a string variable",
  "default precision for scientific notation in a string variable",
];

const NOT_IN_CEL_GO = "cel-go, whose behaviour the API server has, skips this test itself";

const NOT_IN_KUBERNETES = "measured with the libraries of kube-apiserver 1.36.3: it answers false";

/** Single tests that fail, and why that is right. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "fields/qualified_identifier_resolution/map_key_float": NOT_IN_CEL_GO,
  "fields/qualified_identifier_resolution/map_key_null": NOT_IN_CEL_GO,
  "fields/qualified_identifier_resolution/map_value_repeat_key": NOT_IN_CEL_GO,
  "fields/qualified_identifier_resolution/map_value_repeat_key_heterogeneous": NOT_IN_CEL_GO,
  "timestamps/duration_converters/get_milliseconds": NOT_IN_CEL_GO,
  "type_deductions/legacy_nullable_types/null_assignable_to_abstract_parameter_candidate": NOT_IN_CEL_GO,
  "string_ext/value_errors/indexof_out_of_range": NOT_IN_CEL_GO,
  "string_ext/value_errors/lastindexof_out_of_range": NOT_IN_CEL_GO,
  "namespace/namespace/self_eval_container_lookup_unchecked":
    "only the checker looks names up in a container; Kubernetes has none",
  "optionals/optionals/map_null_entry_no_such_key": NOT_IN_KUBERNETES,
  "optionals/optionals/map_present_key_invalid_field": NOT_IN_KUBERNETES,
  ...Object.fromEntries(
    FORMATS.map((name) => [
      `string_ext/format/${name}`,
      "version 2 of the strings, which Kubernetes has, formats otherwise",
    ]),
  ),
};

const PROTOCOL_BUFFERS = /TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|proto[23]|wrapper/i;

const scores: string[] = [];

describe("the conformance tests of the language", () => {
  for (const suite of conformance.suites ?? []) {
    if (LEFT_OUT_SUITES[suite.name] !== undefined) continue;
    test(`${suite.name} holds`, () => {
      const cases = casesOf(suite, suite.name).filter(
        ({ test: { original } }) => !PROTOCOL_BUFFERS.test(JSON.stringify(original)),
      );
      const kept = cases.filter(({ path }) => LEFT_OUT[path] === undefined);
      const failures = kept.flatMap(({ path, test: { original } }) => {
        const problem = problemOf(original);
        return problem === undefined ? [] : [`${path}: ${original.expr}: ${problem}`];
      });
      scores.push(`${suite.name} ${String(kept.length - failures.length)}/${String(cases.length)}`);
      expect(failures).toEqual([]);
    });
  }

  afterAll(() => {
    process.stdout.write(`CEL conformance: ${scores.join(", ")}\n`);
  });
});

interface NamedCase {
  readonly path: string;
  readonly test: NonNullable<SerializedIncrementalTestSuite["tests"]>[number];
}

function casesOf(suite: SerializedIncrementalTestSuite, path: string): readonly NamedCase[] {
  const own = (suite.tests ?? []).map((each) => ({
    path: `${path}/${each.original.name ?? each.original.expr}`,
    test: each,
  }));
  return [...own, ...(suite.suites ?? []).flatMap((inner) => casesOf(inner, `${path}/${inner.name}`))];
}

/** What is wrong with the answer to a test. */
function problemOf(each: Case): string | undefined {
  try {
    return failureOf(each);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function failureOf(each: Case): string | undefined {
  const environment: EnvironmentOptions = {
    libraries: [
      ...KUBERNETES_LIBRARIES,
      { name: "test", functions: functionsOf(each.typeEnv ?? []), macros: BINDING_MACROS },
    ],
    variables: variablesOf(each.typeEnv ?? []),
    dialect: "standard",
    ...(each.container === undefined ? {} : { container: each.container }),
  };
  const checked = each.disableCheck === true ? parsed(each.expr, environment) : checkExpression(each.expr, environment);
  if ("issues" in checked)
    return each.evalError === undefined ? checked.issues.map((issue) => issue.message).join("; ") : undefined;
  const deduced = each.typedResult?.deducedType;
  if (deduced !== undefined && typeText(typeOfProto(deduced)) !== typeText(checked.resultType)) {
    return `has type ${typeText(checked.resultType)}, not ${typeText(typeOfProto(deduced))}`;
  }
  return each.checkOnly === true ? undefined : evaluationFailure(each, checked, environment);
}

function evaluationFailure(
  each: Case,
  checked: CheckedExpression,
  environment: EnvironmentOptions,
): string | undefined {
  const wanted = each.value ?? each.typedResult?.result;
  const variables = Object.fromEntries(
    Object.entries(each.bindings ?? {}).map(([name, { value }]) => [name, valueOfProto(value)]),
  );
  let got: string;
  try {
    got = exactText(createProgram(checked, environment).evaluate(variables));
  } catch (error) {
    if (each.evalError !== undefined && error instanceof Error && error.name === "CelError") return undefined;
    throw error;
  }
  if (each.evalError !== undefined) return `gave ${got} where it must fail`;
  const expected = exactText(valueOfProto(wanted ?? { boolValue: true }));
  return got === expected ? undefined : `gave ${got}, not ${expected}`;
}

function parsed(source: string, environment: EnvironmentOptions): ReturnType<typeof checkExpression> {
  const result = parseExpression(
    source,
    environment.libraries.flatMap((library) => library.macros ?? []),
  );
  if ("issues" in result) return result;
  return { source, expression: result.expression, types: new Map(), references: new Map(), resultType: DYN };
}
