import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { type MarkerFile, modelOfMarkers } from "#markers/model-of-markers.test-support.ts";
import { emitYaml } from "#yaml/emit-yaml.ts";
import { generateRbac } from "./generate-rbac.ts";

interface GoldenCase {
  readonly roleName: string;
  readonly files: readonly MarkerFile[];
}

const FOLDER = new URL("testdata/", import.meta.url);
const GOLDENS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(/\.json$/, ""));

test.each(GOLDENS)("%s: the roles equal those of controller-gen, byte for byte", (name) => {
  const golden: GoldenCase = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
  const { model, diagnostics } = modelOfMarkers(golden.files);
  const generated = generateRbac(model, { roleName: golden.roleName });
  expect([...diagnostics, ...generated.diagnostics]).toEqual([]);
  const expected = readFileSync(new URL(`${name}.yaml`, FOLDER), "utf8");
  expect(generated.documents).toEqual(parseAllDocuments(expected).map((one): unknown => one.toJS()));
  expect(generated.documents.map((one) => `---\n${emitYaml(one)}`).join("")).toBe(expected);
});

/** Roles and messages of some markers. */
function generate(...markers: readonly string[]): ReturnType<typeof generateRbac> {
  const { model } = modelOfMarkers([{ file: "controllers/pod.ts", markers }]);
  return generateRbac(model, { roleName: "manager-role" });
}

test("Rules that become alike by merging lose no verb", () => {
  const { documents } = generate(
    "+kubebuilder:rbac:groups=a,resources=x,verbs=get",
    "+kubebuilder:rbac:groups=b,resources=x,verbs=get",
    "+kubebuilder:rbac:groups=a;b,resources=x,verbs=list",
  );
  expect(documents).toMatchObject([{ rules: [{ apiGroups: ["a", "b"], resources: ["x"], verbs: ["get", "list"] }] }]);
});

test("Without markers there is no role", () => {
  expect(generate("+groupName=a")).toEqual({ documents: [], diagnostics: [] });
});

test.each([
  ["+kubebuilder:rbac:groups=a,verbs=get", "a rule needs resources or urls", "error"],
  ["+kubebuilder:rbac:resources=pods,verbs=get", "a rule for resources needs groups", "error"],
  [
    "+kubebuilder:rbac:groups=a,resources=b,urls=/c,verbs=get",
    "a rule is for resources or for urls, not for both",
    "error",
  ],
  ["+kubebuilder:rbac:urls=/c,verbs=get,namespace=d", "a rule for urls cannot have a namespace", "error"],
  ['+kubebuilder:rbac:groups=a,resources=b;"",verbs=get', "the list resources has an empty element", "error"],
  ["+kubebuilder:rbac:groups=a,resources=b,verbs=get;lsit", '"lsit" is not a verb of Kubernetes', "warning"],
])("%s: %s", (marker, message, severity) => {
  expect(generate(marker).diagnostics).toEqual([
    expect.objectContaining({ severity, message: expect.stringContaining(message) }),
  ]);
});
