import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { defineMarker, optional, required } from "./define-marker.ts";
import type { ArgumentType, MarkerDefinition } from "./definition.ts";
import type { Marker, MarkerTarget } from "./marker.ts";
import { parseMarker } from "./parse-marker.ts";

interface RecordedCases {
  readonly arguments: readonly { readonly argType: string; readonly raw: string; readonly value: unknown }[];
  readonly markers: readonly {
    readonly name: string;
    readonly target?: MarkerTarget;
    readonly raw: string;
    readonly value?: unknown;
    readonly error?: string;
  }[];
}

const recorded: RecordedCases = JSON.parse(readFileSync(new URL("testdata/parse-cases.json", import.meta.url), "utf8"));
const POSITION = { file: "api/v1/podset_types.ts", line: 7, column: 6 };

describe("The recorded cases of controller-gen", () => {
  test.each(recorded.arguments.map((one) => [one.argType, one.raw, one.value] as const))(
    "a value of type %s: %s",
    (argType, raw, value) => {
      const definition = defineMarker("testing", "field", { help: "", value: typeNamed(argType) });
      expect(parsed(`+testing=${raw}`, "field", [definition]).arguments[""]).toEqual(value);
    },
  );

  test.each(recorded.markers.map((one) => [one.name, one] as const))("%s", (_, { raw, target, value, error }) => {
    const result = parseMarker(raw, POSITION, target ?? "field", TEST_DEFINITIONS);
    if (error !== undefined)
      return expect(result).toMatchObject({ diagnostic: { message: expect.stringContaining(error) } });
    const values = parsed(raw, target ?? "field", TEST_DEFINITIONS).arguments;
    const given = raw.startsWith("+testing:custom") ? { Value: values[""] } : "" in values ? values[""] : values;
    expect(given).toEqual(value ?? {});
  });
});

test("The marker and its values know where they stand", () => {
  const text = '+kubebuilder:rbac:groups=apps,resources="a;b",verbs=get;list';
  const marker = parsed(text, "package");
  expect(marker.position).toEqual({ ...POSITION, length: text.length });
  expect(marker.argumentPositions["groups"]).toEqual({ ...POSITION, column: 6 + 25, length: 4 });
  expect(marker.argumentPositions["resources"]).toEqual({ ...POSITION, column: 6 + 40, length: 5 });
  expect(marker.argumentPositions["verbs"]).toEqual({ ...POSITION, column: 6 + 52, length: 8 });
});

test.each([
  ["+kubebuilder:default:=3", 3],
  ["+kubebuilder:default={}", {}],
  ["+kubebuilder:default={a: {b: http://x:80/y}, c: {1, 2}}", { a: { b: "http://x:80/y" }, c: [1, 2] }],
  ["+kubebuilder:default=1.5", 1.5],
  ["+kubebuilder:default=0755", 755],
  ["+kubebuilder:default={a;b,c,}", [["a", "b"], ["c"]]],
  ["+kubebuilder:validation:Enum=a;b;", ["a", "b"]],
  ['+kubebuilder:default="3"', "3"],
  ["+kubebuilder:default=a b, c", undefined],
  ["+kubebuilder:example=true story", "true story"],
  ['+default={"a": [1, {"b": false}]}', { a: [1, { b: false }] }],
  ["+default=ref(some.Constant)", undefined],
  ['+kubebuilder:validation:Enum=1;two;"3"', [1, "two", "3"]],
  ["+kubebuilder:validation:Pattern=`^[a-z]{1,3};$`", "^[a-z]{1,3};$"],
  ['+kubebuilder:validation:Pattern="^\\\\d+\\u00e9$"', "^\\d+é$"],
])("%s means %j", (text, value) => {
  const result = parseMarker(text, POSITION, "field");
  expect(result !== undefined && "marker" in result ? result.marker.arguments[""] : undefined).toEqual(value);
});

test.each([
  "+1 for this",
  "+",
  "+ a",
  "+genclient:nonNamespaced",
  "+k8s:openapi-gen=true",
  "+kubebuilder:scaffold:imports",
])("%s is passed over", (text) => {
  expect(parseMarker(text, POSITION, "type")).toBeUndefined();
});

/** The definitions that the recorded cases speak of. */
const multiField = [
  required("str", "string"),
  required("int", "int"),
  required("bool", "bool"),
  required("any", "any"),
  optional("ptrOpt", "string"),
  optional("normalOpt", "string"),
  required("other", "string"),
  optional("both", "string"),
  required("slice", { list: "int" }),
  required("sliceOfSlice", { list: { list: "int" } }),
];
const TEST_DEFINITIONS: readonly MarkerDefinition[] = [
  defineMarker("testing:empty", "field", { help: "" }),
  defineMarker("testing:anonymous:literal", "field", { help: "", value: "string" }),
  defineMarker("testing:anonymousOptional", "field", { help: "", arguments: [optional("", "int")] }),
  defineMarker("testing:raw", "field", { help: "", value: "raw" }),
  defineMarker("testing:multiField", "field", { help: "", arguments: multiField }),
  defineMarker("testing:allOptional", "field", {
    help: "",
    arguments: [optional("optStr", "string"), optional("optInt", "int")],
  }),
  defineMarker("testing:multi:segment", "field", { help: "", value: "int" }),
  defineMarker("testing:parent", "field", {
    help: "",
    arguments: [optional("optStr", "string"), optional("optInt", "int")],
  }),
  defineMarker("testing:parent:nested", "field", { help: "", value: "string" }),
  defineMarker("testing:tripleDefined", "package", { help: "", value: "int" }),
  defineMarker("testing:tripleDefined", "field", { help: "", value: "string" }),
  defineMarker("testing:tripleDefined", "type", { help: "", value: "bool" }),
  defineMarker("testing:custom", "field", { help: "", value: "any" }),
];

function parsed(text: string, target: MarkerTarget, definitions?: readonly MarkerDefinition[]): Marker {
  const result = parseMarker(text, POSITION, target, definitions);
  if (result === undefined) throw new Error(`${text} is passed over`);
  if ("diagnostic" in result) throw new Error(result.diagnostic.message);
  return result.marker;
}

/** The type that Go writes `[]string`, `map[string]string`, …. */
function typeNamed(text: string): ArgumentType {
  if (text.startsWith("[]")) return { list: typeNamed(text.slice(2)) };
  if (text.startsWith("map[string]")) return { map: typeNamed(text.slice(11)) };
  if (text === "string" || text === "int" || text === "bool" || text === "any") return text;
  throw new Error(`no type ${text}`);
}
