import { expect, test } from "vitest";
import { compileErrors, inWorkspace, writeAll } from "#kinds/compile.test-support.ts";
import type { GenerateSettings } from "#project/generate-settings.ts";
import { generate, type GenerateCache } from "./generate.ts";
import { resolveSettings } from "./settings.ts";

/** Not as text, which reads as an import of this file. */
function importOf(name: string, path: string): string {
  return `import type { ${name} } from "${path}";`;
}

const HEADER = 'import type { CustomResource } from "homeostat/meta";\n';

const FILES = {
  "api/shop/v1/groupversion_info.ts":
    "// +groupName=shop.example.com\n// +kubebuilder:ac:generate=true\n// +kubebuilder:ac:output:package=applied\nexport {};\n",
  "api/shop/v1/order_types.ts": `${HEADER}import type { Condition, Int32 } from "homeostat/meta";

/** What is ordered */
export interface Item {
  name: string;
  // +kubebuilder:default=1
  count?: Int32;
}
export interface OrderSpec {
  // +listType=map
  // +listMapKey=name
  items: Item[];
  speed?: "slow" | "fast";
}
/** Order is an order */
// +kubebuilder:object:root=true
// +kubebuilder:storageversion
// +kubebuilder:resource:shortName=o
export interface Order extends CustomResource<OrderSpec, { conditions?: Condition[] }> {}
`,
  "api/shop/v1beta1/groupversion_info.ts": "// +groupName=shop.example.com\nexport {};\n",
  "api/shop/v1beta1/order_types.ts": `${HEADER}import type { Condition, Int32 } from "homeostat/meta";

// +kubebuilder:object:root=true
export interface Order extends CustomResource<{ count: Int32 }, { conditions?: Condition[] }> {}
`,
  "api/staff/v1/clerk_types.ts": `// +groupName=staff.example.com
${HEADER}${importOf("Item", "../../shop/v1/order_types.ts")}

export interface Desk {
  size: "small" | "large";
  keeps?: Item[];
}
// +kubebuilder:object:root=true
// +kubebuilder:resource:scope=Cluster
export interface Clerk extends CustomResource<Desk> {}
// +kubebuilder:object:root=true
export interface Manager extends CustomResource<Desk> {}
`,
  "controllers/order.ts": `
// +kubebuilder:rbac:groups=shop.example.com,resources=orders,verbs=get;list;watch
// +kubebuilder:webhook:path=/validate,mutating=false,failurePolicy=fail,sideEffects=None,groups=shop.example.com,resources=orders,verbs=create;update,versions=v1,name=order.shop.example.com,admissionReviewVersions=v1
export const name = "order";
`,
  "tsconfig.json": '{"compilerOptions":{"module":"NodeNext","customConditions":["homeostat-source"]}}',
};

test("groups, versions and folders come out together, and the code compiles under the strictest settings", () =>
  inWorkspace(async (project) => {
    writeAll(project, FILES);
    const { files, diagnostics, cache } = await generate({ project, settings: resolveSettings({}) });
    expect(diagnostics).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual([
      "config/crd/bases/shop.example.com_orders.yaml",
      "config/crd/bases/staff.example.com_clerks.yaml",
      "config/crd/bases/staff.example.com_managers.yaml",
      "config/rbac/role.yaml",
      "config/webhook/manifests.yaml",
      "api/shop/v1/zz_generated.kinds.ts",
      "api/shop/v1beta1/zz_generated.kinds.ts",
      "api/staff/v1/zz_generated.kinds.ts",
      "api/shop/v1/applied/zz_generated.applyconfiguration.ts",
      "docs/api/shop.example.com_v1.md",
      "docs/api/shop.example.com_v1beta1.md",
      "docs/api/staff.example.com_v1.md",
    ]);
    expect((await generate({ project, settings: resolveSettings({}), previous: cache })).files).toEqual(files);
    writeAll(project, Object.fromEntries(files.map(({ path, content }) => [path, content])));
    expect(await compileErrors(project)).toEqual([]);
  }));

test("only what is asked for is written, where it is asked for", () =>
  inWorkspace(async (project) => {
    writeAll(project, FILES);
    const settings = resolveSettings(
      { generators: ["crd", "webhook"], paths: ["./api/shop/...", "./controllers"] },
      { crd: { output: "./deploy/crds/", maxDescLen: 0 }, webhook: { output: "." } },
    );
    const { files } = await generate({ project, settings });
    expect(files.map(({ path }) => path)).toEqual(["deploy/crds/shop.example.com_orders.yaml", "manifests.yaml"]);
    expect(files[0]?.content).not.toContain("description");
  }));

test("with what earlier runs found, everything is the same as without", () =>
  inWorkspace(async (project) => {
    const clerk = FILES["api/staff/v1/clerk_types.ts"];
    const template = `${importOf("PodTemplateSpec", "homeostat/apis/core/v1")}\n`;
    const changes: readonly (readonly [change: Readonly<Record<string, string>>, flags: GenerateSettings])[] = [
      [FILES, {}],
      [{ "api/staff/v1/clerk_types.ts": clerk.replace("keeps?", "holds?") }, {}],
      [{}, { crd: { maxDescLen: 0 } }],
      [{ "api/shop/v1/order_types.ts": FILES["api/shop/v1/order_types.ts"].replace('"fast"', '"quick"') }, {}],
      [{ "api/shop/v1beta1/groupversion_info.ts": "// +groupName=shop.example.com\n// +versionName=v1beta2\n" }, {}],
      [{ "api/staff/v1/clerk_types.ts": `${template}${clerk.replace("size:", "pod: PodTemplateSpec;\n  size:")}` }, {}],
      [{ "controllers/order.ts": "export const name = 1;\n" }, {}],
      [{ "api/staff/v1/clerk_types.ts": clerk.replace("size:", "size(): void;\n  size:") }, {}],
      [{ "api/staff/v1/clerk_types.ts": clerk }, {}],
    ];
    let previous: GenerateCache | undefined;
    for (const [change, flags] of changes) {
      writeAll(project, change);
      const settings = resolveSettings(flags);
      const { cache, ...result } = await generate({ project, settings, previous });
      previous = cache;
      const { cache: _, ...whole } = await generate({ project, settings });
      expect(result).toEqual(whole);
    }
  }));
