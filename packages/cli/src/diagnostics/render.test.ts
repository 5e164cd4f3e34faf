import { expect, test } from "vitest";
import type { Diagnostic } from "./diagnostic.ts";
import { renderDiagnostics } from "./render.ts";

const SOURCE = [
  "export interface PodSetSpec {",
  "\t// +kubebuilder:validation:Minium=1",
  "\treplicas?: Int32;",
  "}",
].join("\n");
const MISSPELT: Diagnostic = {
  severity: "error",
  message: 'unknown marker "kubebuilder:validation:Minium"',
  position: { file: "api/v1/podset_types.ts", line: 2, column: 5, length: 30 },
  hint: 'Write "+kubebuilder:validation:Minimum".',
};

function rendered(diagnostics: readonly Diagnostic[], options = {}): string {
  return renderDiagnostics(diagnostics, (file) => (file === "api/v1/podset_types.ts" ? SOURCE : undefined), options);
}

test("The place is underlined in its source line, and the hint follows", () => {
  expect(rendered([MISSPELT])).toBe(
    [
      'api/v1/podset_types.ts:2:5: error: unknown marker "kubebuilder:validation:Minium"',
      "    2 | \t// +kubebuilder:validation:Minium=1",
      `      | \t   ^${"~".repeat(29)}`,
      '  = hint: Write "+kubebuilder:validation:Minimum".',
      "",
      "1 error",
      "",
    ].join("\n"),
  );
});

test("Other places that matter are notes below", () => {
  const related = [
    { message: "first declared here", position: { file: "api/v1/podset_types.ts", line: 1, column: 18 } },
  ];
  expect(rendered([{ severity: "warning", message: "declared twice", related }])).toBe(
    [
      "warning: declared twice",
      "api/v1/podset_types.ts:1:18: note: first declared here",
      "    1 | export interface PodSetSpec {",
      `      | ${" ".repeat(17)}^`,
      "",
      "1 warning",
      "",
    ].join("\n"),
  );
});

test("Diagnostics come in order of their places, repeated ones once, those without a place last", () => {
  const at = (line: number): Diagnostic => ({
    severity: "error",
    message: `line ${line}`,
    position: { file: "a.ts", line, column: 1 },
  });
  expect(rendered([{ severity: "warning", message: "no place" }, at(9), at(2), at(9)])).toBe(
    "a.ts:2:1: error: line 2\n\na.ts:9:1: error: line 9\n\nwarning: no place\n\n2 errors, 1 warning\n",
  );
});

test("Of a long line the part around the place is shown", () => {
  const line = `// +kubebuilder:webhook:${"path=/x,".repeat(30)}sideEfects=None,${"verbs=create,".repeat(10)}`;
  const position = { file: "w.ts", line: 1, column: line.indexOf("sideEfects") + 1, length: 10 };
  const [, source = "", underline = ""] = renderDiagnostics(
    [{ severity: "error", message: "m", position }],
    () => line,
  ).split("\n");
  expect(source.length).toBeLessThan(132);
  expect(source.slice(underline.indexOf("^"), underline.length)).toBe("sideEfects");
});

test("Colours are for terminals only", () => {
  expect(rendered([MISSPELT])).not.toContain("\u001B");
  expect(rendered([MISSPELT], { color: true })).toContain("\u001B[1;31merror:\u001B[0m");
});

test("Nothing to say is an empty text", () => {
  expect(rendered([])).toBe("");
});
