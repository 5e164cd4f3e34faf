import { expect, test } from "vitest";
import { renderDiagnostics } from "#diagnostics/render.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { MarkerTarget } from "./marker.ts";
import { parseMarker } from "./parse-marker.ts";

const WEBHOOK =
  "+kubebuilder:webhook:path=/x,mutating=false,groups=a,resources=b,verbs=create,versions=v1,name=a.b.c,admissionReviewVersions=v1";

const MISTAKES: readonly (readonly [target: MarkerTarget, text: string])[] = [
  // Names.
  ["field", "+kubebuilder:validation:Minium=1"],
  ["field", "+kubebuilder:validations:MaxLength=1"],
  ["field", "+kubebuilder:Minimum=1"],
  ["field", "+kubebuilder:validation:nullable"],
  ["field", "+kubebuilder:validation:optional"],
  ["field", "+kubebuidler:default=1"],
  ["type", "+kubebuilder:resouce:path=pods,scope=Cluster"],
  ["type", "+kubebuilder:printcolum:name=a,type=string,JSONPath=.a"],
  ["type", "+kubebuilder:subresource"],
  ["type", "+kubebuilder:frobnicate"],
  ["field", "+listtype=map"],
  ["field", "+requierd"],
  ["field", "+myorg:thing=1"],
  // Places.
  ["field", "+kubebuilder:resource:scope=Cluster"],
  ["type", "+kubebuilder:default=1"],
  ["field", "+kubebuilder:rbac:groups=a,resources=b,verbs=get"],
  ["package", "+kubebuilder:validation:Minimum=1"],
  // Arguments.
  ["type", "+kubebuilder:resource:scope=Cluser"],
  ["type", "+kubebuilder:resource:shortname=ps"],
  ["type", "+kubebuilder:resource=pods"],
  ["type", "+kubebuilder:resource:path"],
  ["type", "+kubebuilder:resource:path=a,,scope=Cluster"],
  ["type", "+kubebuilder:printcolumn:name=Age,JSONPath=.metadata.creationTimestamp"],
  ["type", "+kubebuilder:printcolumn:name=a,type=int,JSONPath=.a"],
  ["type", "+kubebuilder:subresource:status=true"],
  ["type", "+kubebuilder:object:root"],
  ["package", `${WEBHOOK},failurePolicy=fail`],
  ["package", `${WEBHOOK},failurePolicy=fial,sideEffects=none`],
  ["package", "+kubebuilder:rbac:groups=apps;;batch,resources=pods,verbs=get"],
  // Values.
  ["field", "+kubebuilder:validation:Minimum=one"],
  ["field", '+kubebuilder:validation:Maximum="10"'],
  ["field", "+kubebuilder:validation:MaxLength=1.5"],
  ["field", "+kubebuilder:validation:Minimum"],
  ["field", "+kubebuilder:validation:Minimum 1"],
  ["field", "+kubebuilder:validation:Minimum:1"],
  ["field", "+kubebuilder:validation:UniqueItems=yes"],
  ["field", "+kubebuilder:validation:Pattern=^a{1,3}$"],
  ["field", '+kubebuilder:validation:Pattern="^\\d+$"'],
  ["field", '+kubebuilder:validation:Pattern="^a'],
  ["field", "+kubebuilder:validation:Enum=a;;b"],
  ["field", "+kubebuilder:validation:XValidation:rule=`true`,reason=Nope"],
  ["field", "+kubebuilder:validation:XValidation:rule=self.a == 1, self.b == 2"],
  ["field", "+kubebuilder:default={1, a}"],
  ["field", "+kubebuilder:default={a: 1"],
  ["field", "+kubebuilder:default={a: 1, b}"],
  ["field", "+kubebuilder:default=[1, 2]"],
  ["field", "+kubebuilder:default='a'"],
  ["field", "+default=hello"],
  ["field", "+kubebuilder:title=123"],
  ["field", "+kubebuilder:title={}"],
  ["field", "+listType=list"],
  ["field", "+optional when empty"],
];

test("Every mistake is one message with its place and its cure", () => {
  const source = MISTAKES.map(([, text]) => `  // ${text}`).join("\n");
  const diagnostics = MISTAKES.map(([target, text], index): Diagnostic => {
    const result = parseMarker(text, { file: "api/v1/podset_types.ts", line: index + 1, column: 6 }, target);
    if (result === undefined || "marker" in result) throw new Error(`${text} is not seen as a mistake`);
    return result.diagnostic;
  });
  expect(renderDiagnostics(diagnostics, () => source)).toMatchSnapshot();
});
