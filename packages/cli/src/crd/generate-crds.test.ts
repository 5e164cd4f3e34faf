import { expect, test } from "vitest";
import type { ApiModel, ApiPackage } from "#model/model.ts";
import { generateCrds } from "./generate-crds.ts";
import { readGoTypes, readMarkers } from "./go-types.test-support.ts";

test("a kind without fields becomes a CRD with what every object has", () => {
  const { crds, diagnostics } = generateCrds(model([{ version: "v1", markers: [] }]));
  expect(diagnostics).toEqual([]);
  expect(crds[0]?.fileName).toBe("example.com_things.yaml");
  expect(crds[0]?.crd).toMatchObject({
    metadata: { name: "things.example.com", annotations: { "controller-gen.kubebuilder.io/version": "v0.21.0" } },
    spec: {
      group: "example.com",
      names: { kind: "Thing", listKind: "ThingList", plural: "things", singular: "thing" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true }],
    },
  });
  const schema = crds[0]?.crd.spec.versions[0]?.schema.openAPIV3Schema;
  expect(Object.keys(Reflect.get(schema ?? {}, "properties"))).toEqual(["apiVersion", "kind", "metadata"]);
});

test("markers of the kind become names, columns, subresources and the rest of the version", () => {
  const markers = [
    "+kubebuilder:resource:path=stuff,shortName=st;su,categories=all,singular=stuffling,scope=Cluster",
    "+kubebuilder:subresource:status",
    "+kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas",
    "+kubebuilder:printcolumn:name=Age,type=date,JSONPath=`.metadata.creationTimestamp`,priority=1",
    "+kubebuilder:selectablefield:JSONPath=`.spec.color`",
    "+kubebuilder:deprecatedversion:warning=use v2",
    '+kubebuilder:metadata:annotations="a=b=c",labels="l=m"',
  ];
  const { crds, diagnostics } = generateCrds(model([{ version: "v1", markers }]));
  expect(diagnostics).toEqual([]);
  const crd = crds[0]?.crd;
  expect(crds[0]?.fileName).toBe("example.com_stuff.yaml");
  expect(crd?.metadata).toMatchObject({ name: "stuff.example.com", annotations: { a: "b=c" }, labels: { l: "m" } });
  expect(crd?.spec).toMatchObject({
    scope: "Cluster",
    names: { plural: "stuff", singular: "stuffling", shortNames: ["st", "su"], categories: ["all"] },
  });
  expect(crd?.spec.versions[0]).toMatchObject({
    deprecated: true,
    deprecationWarning: "use v2",
    subresources: {
      status: {},
      scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
    },
    additionalPrinterColumns: [{ name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp", priority: 1 }],
    selectableFields: [{ jsonPath: ".spec.color" }],
  });
});

test("a printer column alone makes an empty subresources, as controller-gen writes it", () => {
  const markers = ["+kubebuilder:printcolumn:name=A,type=string,JSONPath=`.spec.a`"];
  const { crds } = generateCrds(model([{ version: "v1", markers }]));
  expect(crds[0]?.crd.spec.versions[0]?.["subresources"]).toEqual({});
});

test("versions are sorted as plain text, and markers decide which are served and stored", () => {
  const { crds, diagnostics } = generateCrds(
    model([
      { version: "v1beta1", markers: ["+kubebuilder:unservedversion"] },
      { version: "v2", markers: ["+kubebuilder:storageversion"] },
      { version: "v10", markers: [] },
      { version: "v1alpha1", markers: ["+kubebuilder:skipversion"] },
    ]),
  );
  expect(diagnostics).toEqual([]);
  expect(crds[0]?.crd.spec.versions.map(({ name, served, storage }) => [name, served, storage])).toEqual([
    ["v10", true, false],
    ["v1beta1", false, false],
    ["v2", true, true],
  ]);
});

test.each([
  ["none is stored", [[], []], "none of the versions v1, v2 of Thing is marked as the one to store"],
  [
    "two are stored",
    [["+kubebuilder:storageversion"], ["+kubebuilder:storageversion"]],
    "2 versions of Thing are marked as the one to store: v1, v2",
  ],
  ["none is served", [["+kubebuilder:unservedversion"]], "no version of Thing is served, so that nobody could use it"],
  [
    "the only one is left out",
    [["+kubebuilder:skipversion"]],
    "+kubebuilder:skipversion leaves out v1, the only version of Thing",
  ],
  [
    "they disagree on the scope",
    [["+kubebuilder:resource:scope=Cluster", "+kubebuilder:storageversion"], ["+kubebuilder:resource:path=things"]],
    "+kubebuilder:resource says scope=Namespaced here and scope=Cluster in another version, but all versions share one CustomResourceDefinition",
  ],
  [
    "an annotation has no equals sign",
    [['+kubebuilder:metadata:annotations="a:b"']],
    '+kubebuilder:metadata has annotations that are not written key=value: "a:b"',
  ],
])("versions are refused when %s", (_, markers, message) => {
  const versions = markers.map((one, index) => ({ version: `v${index + 1}`, markers: one }));
  expect(generateCrds(model(versions)).diagnostics.map((one) => one.message)).toEqual([message]);
});

test("two kinds with the same plural are an error, for one would overwrite the other", () => {
  const first = packageOf({ version: "v1", kind: "Datum", markers: ["+kubebuilder:resource:path=data"] });
  const second = packageOf({ version: "v1", kind: "Data", markers: [] });
  const packages = [{ ...first, kinds: [...first.kinds, ...second.kinds] }];
  const [error] = generateCrds({ packages }).diagnostics;
  expect(error?.message).toBe("the kinds Datum and Data have the same plural, data, and so the same name in the API");
});

test("a kind of a package without a group is an error, an empty group is not", () => {
  const withGroup = (group: string | undefined): ApiModel => ({
    packages: [{ ...packageOf({ version: "v1", markers: [] }), group }],
  });
  expect(generateCrds(withGroup(undefined)).diagnostics[0]?.hint).toBe(
    "Add // +groupName=example.com at the top of a file in api/v1.",
  );
  expect(generateCrds(withGroup("")).crds[0]?.fileName).toBe("_things.yaml");
});

test("other versions of apiextensions are refused", () => {
  const { crds, diagnostics } = generateCrds(model([]), { crdVersions: ["v1", "v1beta1"] });
  expect(crds).toEqual([]);
  expect(diagnostics[0]?.message).toContain("apiextensions.k8s.io/v1beta1");
});

test("descriptions are cut to maxDescLen, and 0 leaves them out", () => {
  const doc = "The first sentence. The second one is longer.";
  const description = (maxDescLen: number): unknown => {
    const { crds } = generateCrds(model([{ version: "v1", markers: [], doc }]), { maxDescLen });
    return Reflect.get(crds[0]?.crd.spec.versions[0]?.schema.openAPIV3Schema ?? {}, "description");
  };
  expect([description(30), description(0)]).toEqual(["The first sentence.", undefined]);
});

test("a type with a kind's markers that is no kind is a warning", () => {
  const { model: of } = readGoTypes([
    { name: "Thing", underlying: "struct" },
    { name: "Other", underlying: "struct", markers: ["+kubebuilder:subresource:status"] },
  ]);
  expect(generateCrds(of("Thing")).diagnostics).toMatchObject([
    {
      severity: "warning",
      message:
        "no CustomResourceDefinition is generated for Other, although it has +kubebuilder:subresource:status: it is not a Kubernetes object",
    },
  ]);
});

interface Version {
  readonly version: string;
  readonly markers: readonly string[];
  readonly kind?: string;
  readonly doc?: string;
}

function model(versions: readonly Version[]): ApiModel {
  return { packages: versions.map(packageOf) };
}

function packageOf({ version, markers, kind = "Thing", doc = "" }: Version): ApiPackage {
  const position = { file: `api/${version}/types.ts`, line: 1, column: 1 };
  const declaration = {
    name: kind,
    exported: true,
    doc,
    markers: readMarkers(markers, "type", position),
    position,
    optionalByDefault: false,
    type: { position, node: "object" as const, fields: [], embedded: [] },
  };
  return {
    folder: `api/${version}`,
    files: [],
    group: "example.com",
    version,
    markers: [],
    types: [declaration],
    kinds: [{ declaration, file: position.file }],
  };
}
