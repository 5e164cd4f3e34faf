import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { renderDiagnostics } from "#diagnostics/render.ts";
import { type MarkerFile, modelOfMarkers } from "#markers/model-of-markers.test-support.ts";
import { emitYaml } from "#yaml/emit-yaml.ts";
import { generateWebhooks } from "./generate-webhooks.ts";

const FOLDER = new URL("testdata/", import.meta.url);
const CASES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(/\.json$/, ""));

/** Files that people wrote: other order of keys or other indents than the tool's. */
const HAND_WRITTEN = new Set([
  "valid",
  "valid-crosspkg-stable",
  "valid-custom-name",
  "valid-custom-service",
  "valid-url",
]);
/** Two webhooks of one name: controller-gen writes them, no API server takes them. */
const SAME_NAMES = new Set(["valid", "valid-custom-name", "valid-custom-service", "valid-url"]);

test.each(CASES.filter((name) => !name.includes("-invalid-")))(
  "%s: the webhooks equal those of controller-gen",
  (name) => {
    const short = name.replace("controller-tools-", "");
    const { documents, errors } = generate(filesOf(name));
    expect(errors).toEqual(
      SAME_NAMES.has(short) ? [expect.stringContaining("two validating webhooks have the name")] : [],
    );
    const expected = readFileSync(new URL(`${name}.yaml`, FOLDER), "utf8");
    expect(documents).toEqual(parseAllDocuments(expected).map((one): unknown => one.toJS()));
    const text = documents.map((one) => `---\n${emitYaml(one)}`).join("");
    expect(text === expected).toBe(!HAND_WRITTEN.has(short));
  },
);

test("What controller-gen refuses is refused, and what the API server would refuse", () => {
  const valid =
    "+kubebuilder:webhook:mutating=false,failurePolicy=fail,groups=a,resources=b,versions=v1,sideEffects=None,name=a.b.c";
  const wrong = [
    `${valid},verbs=create,admissionReviewVersions=v1`,
    `${valid},verbs=creat,admissionReviewVersions=v1,path=/a`,
    `${valid},verbs=create;*,admissionReviewVersions=v2,path=a`,
    `${valid},verbs=create,admissionReviewVersions=v1,url="http://a/b",servicePort=0,name=a`,
    `${valid},verbs=create,admissionReviewVersions=v1,path=/a,name=d.e.f,reinvocationPolicy=never`,
    `${valid},verbs=create,admissionReviewVersions=v1,path=/a,name=g.h.i,patch=\`{"objectSelektor":{}}\``,
    `${valid},verbs=create,admissionReviewVersions=v1,path=/a,name=g.h.j,patch=\`{objectSelector:{}}\``,
  ];
  const files = [
    ...CASES.filter((name) => name.includes("-invalid-")).map(filesOf),
    [{ file: "more.ts", markers: wrong }],
  ];
  for (const one of files) {
    const { model, diagnostics } = modelOfMarkers(one);
    const all = [...diagnostics, ...generateWebhooks(model).diagnostics];
    const text = renderDiagnostics(all, () => one[0]?.markers.map((marker) => `// ${marker}`).join("\n"));
    expect(text).toMatchSnapshot();
  }
});

test("A patch replaces, merges and removes", () => {
  const patch = '{"timeoutSeconds":null,"matchPolicy":"Exact","clientConfig":{"service":{"port":8443}}}';
  const marker =
    "+kubebuilder:webhook:mutating=true,failurePolicy=ignore,groups=core,resources=pods,versions=v1,sideEffects=None,name=a.b.c," +
    `verbs=*,admissionReviewVersions=v1,path=/a,timeoutSeconds=5,patch=\`${patch}\``;
  const { documents, errors } = generate([{ file: "a.ts", markers: [marker] }]);
  expect(errors).toEqual([]);
  expect(documents).toEqual([
    expect.objectContaining({
      webhooks: [
        {
          name: "a.b.c",
          admissionReviewVersions: ["v1"],
          clientConfig: { service: { name: "webhook-service", namespace: "system", path: "/a", port: 8443 } },
          failurePolicy: "Ignore",
          matchPolicy: "Exact",
          rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["*"], resources: ["pods"] }],
          sideEffects: "None",
        },
      ],
    }),
  ]);
});

function filesOf(name: string): readonly MarkerFile[] {
  const golden: { readonly files: readonly MarkerFile[] } = JSON.parse(
    readFileSync(new URL(`${name}.json`, FOLDER), "utf8"),
  );
  return golden.files;
}

function generate(files: readonly MarkerFile[]): {
  readonly documents: readonly object[];
  readonly errors: readonly string[];
} {
  const { model, diagnostics } = modelOfMarkers(files);
  const generated = generateWebhooks(model);
  const all = [...diagnostics, ...generated.diagnostics].filter((one) => one.severity === "error");
  return { documents: generated.documents, errors: all.map((one) => one.message) };
}
