import { format } from "prettier";
import { expect, test } from "vitest";
import { compileErrors, inWorkspace, writeAll } from "#kinds/compile.test-support.ts";
import {
  builtin,
  declare,
  field,
  int32,
  list,
  literals,
  map,
  marker,
  modelOf,
  object,
  objectFields,
  POSITION,
  ref,
  text,
} from "#kinds/model.test-support.ts";
import type { Marker } from "#markers/marker.ts";
import type { TypeDeclaration } from "#model/model.ts";
import { generateApplyConfigurations } from "./generate-apply-configurations.ts";

const asked = marker("kubebuilder:ac:generate", true);

/** What a user of the generated type has: the types themselves, as TypeScript. */
const SOURCE = `
import type { CustomResource, Condition, Int32 } from "homeostat/meta";
import type { PodTemplateSpec } from "homeostat/apis/core/v1";
export interface Port { name: string; protocol?: "TCP" | "UDP"; port: Int32 }
export interface Spec { size: Int32; ports?: Port[]; template?: PodTemplateSpec; labels?: Record<string, string>; inner?: { a: string; b: string } }
export interface Status { conditions?: Condition[] }
export interface Widget extends CustomResource<Spec, Status> {}
`;

function widget(markers: readonly Marker[] = []): TypeDeclaration {
  const port = declare(
    "Port",
    object([
      field("name", text(), { doc: "Name of the port." }),
      field("protocol?", literals("TCP", "UDP"), { markers: [marker("kubebuilder:default", "TCP")] }),
      field("port", int32(), { doc: "Number.\n@deprecated use name" }),
    ]),
  );
  const keys = (...names: readonly string[]): readonly Marker[] => [
    marker("listType", "map"),
    ...names.map((name) => marker("listMapKey", name)),
  ];
  const spec = declare(
    "Spec",
    object([
      field("size", int32()),
      field("ports?", list(ref(port)), { markers: keys("name", "protocol") }),
      field("template?", builtin("io.k8s.api.core.v1.PodTemplateSpec")),
      field("labels?", map(text())),
      field("inner?", object([field("a", text()), field("b", text())])),
    ]),
  );
  const condition = { node: "known", known: "Condition", position: POSITION } as const;
  const status = declare("Status", object([field("conditions?", list(condition), { markers: keys("type") })]));
  return declare("Widget", object([...objectFields(), field("spec", ref(spec)), field("status?", ref(status))]), {
    markers,
  });
}

test("every field is optional, but for the name and the keys of lists that have no default", async () => {
  const { model, crds } = modelOf([widget()], [asked]);
  const [file] = generateApplyConfigurations(model, crds).files;
  expect(file?.path).toBe("api/v1/zz_generated.applyconfiguration.ts");
  await expect(file?.content).toMatchFileSnapshot("./testdata/widget.txt");
  expect(await format(file?.content ?? "", { parser: "typescript", printWidth: 120 })).toBe(file?.content);
});

test("only what is marked is generated, in the folder that a marker names", () => {
  const paths = (kind: readonly Marker[], folder: readonly Marker[]): readonly string[] => {
    const { model, crds } = modelOf([widget(kind)], folder);
    return generateApplyConfigurations(model, crds).files.map(({ path }) => path);
  };
  expect(paths([], [])).toEqual([]);
  expect(paths([asked], [])).toHaveLength(1);
  expect(paths([marker("kubebuilder:ac:generate", false)], [asked])).toEqual([]);
  expect(paths([], [asked, marker("kubebuilder:ac:output:package", "applyconfiguration")])).toEqual([
    "api/v1/applyconfiguration/zz_generated.applyconfiguration.ts",
  ]);
});

test("a folder outside of the package is refused", () => {
  const { model, crds } = modelOf([widget()], [asked, marker("kubebuilder:ac:output:package", "../elsewhere")]);
  expect(generateApplyConfigurations(model, crds).diagnostics).toMatchObject([
    {
      severity: "error",
      message: "apply configurations cannot be written to ../elsewhere, which is outside of api/v1",
    },
  ]);
});

test("the client's apply takes it, and the compiler finds a missing key and a wrong value", async () => {
  const { model, crds } = modelOf([widget()], [asked]);
  const [file] = generateApplyConfigurations(model, crds).files;
  const use = `
import type { Client } from "homeostat";
import { defineKind, type Kind } from "homeostat/meta";
import type { Widget } from "./widget.ts";
import type { WidgetApplyConfiguration } from "./applied.ts";
const kind: Kind<Widget, "Namespaced"> = defineKind<Widget>()({ group: "shop.example.com", version: "v1", kind: "Widget", plural: "widgets", scope: "Namespaced" });
const metadata = { name: "a", namespace: "b" };
const good: WidgetApplyConfiguration = {
  metadata,
  spec: { ports: [{ name: "http" }], template: { spec: { containers: [{ name: "c" }] } }, inner: { b: "x" } },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};
export const apply = (client: Client): Promise<unknown> => client.apply(kind, good, { fieldManager: "me" });
export const wrong: readonly WidgetApplyConfiguration[] = [
  { metadata: {} },
  { metadata, kind: "Gadget" },
  { metadata, spec: { ports: [{ port: 1 }] } },
  { metadata, status: { conditions: [{ status: "True" }] } },
  { metadata, spec: { size: "1" } },
  { metadata, spec: { template: { spec: { containers: [{ image: "a" }] } } } },
];
`;
  const errors = await inWorkspace((folder) => {
    writeAll(folder, { "widget.ts": SOURCE, "applied.ts": file?.content ?? "", "use.ts": use });
    return compileErrors(folder);
  });
  expect(errors.map((error) => /^use\.ts\((\d+)/.exec(error)?.[1] ?? error)).toEqual([
    "15",
    "16",
    "17",
    "18",
    "19",
    "20",
  ]);
});
