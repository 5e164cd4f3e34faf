import { fileURLToPath } from "node:url";
import { startDevcluster } from "@homeostat/devcluster";
import { CustomResourceDefinition } from "homeostat/apis/apiextensions/v1";
import { createClient, type Client } from "homeostat/client";
import { type Kind, defineKind } from "homeostat/meta";
import { eventually } from "homeostat/testing";
import { expect, test } from "vitest";
import { generateCrds } from "#crd/generate-crds.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import { readModel } from "#frontend/read-model.ts";
import type { ApiModel } from "#model/model.ts";
import { generateApplyConfigurations } from "./generate-apply-configurations.ts";
import type { Gallery as GalleryObject } from "./testdata/gallery/api/v1/gallery_types.ts";
import type { GalleryApplyConfiguration } from "./testdata/gallery/api/v1/zz_generated.applyconfiguration.ts";

const Gallery: Kind<GalleryObject, "Namespaced"> = defineKind<GalleryObject>()({
  group: "art.example.com",
  version: "v1",
  kind: "Gallery",
  plural: "galleries",
  scope: "Namespaced",
});
const metadata = { name: "modern", namespace: "default" } as const;

test("the configurations are those that the types below were compiled with", async () => {
  const { model, crds } = read();
  const { files, diagnostics } = generateApplyConfigurations(model, crds);
  expect(diagnostics).toEqual([]);
  expect(files.map(({ path }) => path)).toEqual(["api/v1/zz_generated.applyconfiguration.ts"]);
  await expect(files[0]?.content).toMatchFileSnapshot("./testdata/gallery/api/v1/zz_generated.applyconfiguration.ts");
});

/** What must not compile is refused by the type check of the tests. */
test("lists of built-in types keep their keys, whatever else is left out", () => {
  const spec = (given: AppliedSpec): GalleryApplyConfiguration => ({ metadata, spec: given });
  const pod = (given: AppliedPod): GalleryApplyConfiguration => spec({ template: { spec: given } });
  const right = [
    pod({ containers: [{ name: "web" }] }),
    pod({ containers: [{ name: "web", ports: [{ containerPort: 80 }], env: [{ name: "A" }] }] }),
    pod({ volumes: [{ name: "data", emptyDir: {} }], imagePullSecrets: [{ name: "registry" }] }),
    // The server adds protocol: TCP.
    spec({ ports: [{ port: 80 }], rooms: [{ name: "blue" }] }),
    spec({ guard: { image: "guard:1" }, volumes: [{ name: "data" }] }),
    { metadata: { ...metadata, ownerReferences: [{ uid: "1" }] }, status: { conditions: [{ type: "Ready" }] } },
  ];
  const wrong = [
    // @ts-expect-error a container without its name
    pod({ containers: [{ image: "web:1" }] }),
    // @ts-expect-error a port without its number
    pod({ containers: [{ name: "web", ports: [{ protocol: "TCP" }] }] }),
    // @ts-expect-error a variable without its name
    pod({ initContainers: [{ name: "web", env: [{ value: "1" }] }] }),
    // @ts-expect-error a mount without its path
    pod({ containers: [{ name: "web", volumeMounts: [{ name: "data" }] }] }),
    // @ts-expect-error a volume without its name
    pod({ volumes: [{ emptyDir: {} }] }),
    // @ts-expect-error one of two keys
    pod({ topologySpreadConstraints: [{ topologyKey: "zone" }] }),
    // @ts-expect-error a port without its number, in a list of the user
    spec({ ports: [{ protocol: "TCP" }] }),
    // @ts-expect-error a volume without its name, in a field taken from PodSpec
    spec({ volumes: [{ emptyDir: {} }] }),
    // @ts-expect-error a port of the container that is no item of a list
    spec({ guard: { ports: [{ name: "http" }] } }),
    // @ts-expect-error an owner without its UID
    { metadata: { ...metadata, ownerReferences: [{ name: "a" }] } } satisfies GalleryApplyConfiguration,
    // @ts-expect-error a condition without its type
    { metadata, status: { conditions: [{ status: "True" }] } } satisfies GalleryApplyConfiguration,
    // @ts-expect-error a field that does not exist
    pod({ containers: [{ name: "web", imagePullPolice: "Always" }] }),
  ];
  expect([right.length, wrong.length]).toEqual([6, 12]);
});

test("two managers apply what is theirs, and the server merges by the keys", async () => {
  await using cluster = await startDevcluster({ controllers: "none", nodes: 0 });
  const client = createClient({ transport: cluster.transport() });
  await install(client, read().crds);
  const web: GalleryApplyConfiguration = {
    metadata,
    spec: { template: { spec: { containers: [{ name: "web", image: "web:1", ports: [{ containerPort: 80 }] }] } } },
  };
  const proxy: GalleryApplyConfiguration = {
    metadata,
    spec: {
      template: { spec: { containers: [{ name: "proxy", image: "proxy:1" }] } },
      rooms: [{ name: "blue", paintings: 3 }],
    },
  };
  await client.apply(Gallery, web, { fieldManager: "web" });
  await client.apply(Gallery, proxy, { fieldManager: "proxy" });
  const { spec } = await client.get(Gallery, metadata);
  expect(spec.template?.spec?.containers).toEqual([
    { name: "web", image: "web:1", ports: [{ containerPort: 80, protocol: "TCP" }] },
    { name: "proxy", image: "proxy:1" },
  ]);
  expect(spec.rooms).toEqual([{ name: "blue", floor: 1, paintings: 3 }]);
});

type AppliedSpec = NonNullable<GalleryApplyConfiguration["spec"]>;
type AppliedPod = NonNullable<NonNullable<AppliedSpec["template"]>["spec"]>;

function read(): { readonly model: ApiModel; readonly crds: readonly GeneratedCrd[] } {
  const project = fileURLToPath(new URL("./testdata/gallery", import.meta.url));
  const { model, diagnostics } = readModel({ project, paths: ["./api/..."] });
  expect(diagnostics).toEqual([]);
  return { model, crds: generateCrds(model, {}).crds };
}

async function install(client: Client, crds: readonly GeneratedCrd[]): Promise<void> {
  for (const { crd } of crds) await client.create(CustomResourceDefinition, JSON.parse(JSON.stringify(crd)));
  await eventually(async () => {
    const { status } = await client.get(CustomResourceDefinition, { name: "galleries.art.example.com" });
    const established = status?.conditions?.some(({ type, status: is }) => type === "Established" && is === "True");
    expect(established).toBe(true);
  });
}
