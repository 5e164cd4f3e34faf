import type { GenerateSettings } from "#project/generate-settings.ts";
import { CEL_MISTAKES, MARKER_MISTAKES } from "./marker-mistakes.test-support.ts";
import { KIND_MISTAKES, TYPE_MISTAKES } from "./type-mistakes.test-support.ts";

/** One mistake in a project that is right otherwise; each part replaces or adds to what the project has. */
export interface Mistake {
  /** The members of `WidgetSpec`. */
  readonly spec?: string;
  /** Markers of the kind, one per line. */
  readonly kind?: string;
  /** More declarations of the file. */
  readonly more?: string;
  /** Other files, by path; undefined removes one. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly settings?: GenerateSettings;
  /** A folder that nobody may write to. */
  readonly readOnly?: string;
  /** Only a warning is given, and the files are written. @default false */
  readonly allowed?: true;
}

/** By what the user did. */
export const MISTAKES: Readonly<Record<string, Mistake>> = {
  ...MARKER_MISTAKES,
  ...CEL_MISTAKES,
  ...TYPE_MISTAKES,
  ...KIND_MISTAKES,
  "an rbac marker without verbs": rbac("groups=apps,resources=deployments"),
  "an rbac marker with a misspelt argument": rbac("groups=apps,resource=deployments,verbs=get"),
  "a webhook without a path": webhook("name=a.example.com,mutating=true,path=", ""),
  "a webhook with an unknown policy": webhook("name=a.example.com,matchPolicy=Similar"),
  "a webhook that waits too long": webhook("name=a.example.com,timeoutSeconds=60"),
  "two webhooks of one name": {
    more: `${webhookMarker("name=a.example.com")}\n${webhookMarker("name=a.example.com")}\n`,
  },
  "a tsconfig that is no JSON": { files: { "tsconfig.json": '{ "compilerOptions": { "strict": true' } },
  "a tsconfig that extends nothing": { files: { "tsconfig.json": '{ "extends": "./missing.json" }' } },
  "an unknown compiler option": { files: { "tsconfig.json": '{ "compilerOptions": { "stricter": true } }' } },
  "paths that match nothing": { settings: { paths: ["./apis/..."] } },
  "a header file that is not there": { settings: { headerFile: "hack/boilerplate.txt" } },
  "a file where a folder must be": { files: { config: "" } },
  // The last of the outputs: those before it must be taken back.
  "a folder that may not be written": { files: { "docs/api/index.md": "# API\n" }, readOnly: "docs/api" },
  "two outputs of one name": {
    settings: { rbac: { output: "out", fileName: "manifests.yaml" }, webhook: { output: "out" } },
    more: `// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get\n${webhookMarker("name=a.example.com")}\n`,
  },
};

/** The project's files with a mistake in them. */
export function filesWith({
  spec,
  kind,
  more = "",
  files = {},
}: Mistake): Readonly<Record<string, string | undefined>> {
  return {
    "tsconfig.json": TSCONFIG,
    "api/v1/groupversion_info.ts": "// +groupName=shop.example.com\nexport {};\n",
    "api/v1/widget_types.ts": `import type { CustomResource, Int32 } from "homeostat/meta";

/** WidgetSpec is what is wanted */
export interface WidgetSpec {
${indented(spec ?? "size?: Int32;")}
}

/** Widget is a thing */
// +kubebuilder:object:root=true
${kind === undefined ? "" : `${kind}\n`}export interface Widget extends CustomResource<WidgetSpec> {}
${more === "" ? "" : `\n${more}`}`,
    ...files,
  };
}

/** As the sources of this repository are found before they are built. */
const TSCONFIG = JSON.stringify({
  compilerOptions: { module: "NodeNext", strict: true, customConditions: ["homeostat-source"] },
});

function indented(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `  ${line.trim()}`)
    .join("\n");
}

function rbac(args: string): Mistake {
  return { more: `// +kubebuilder:rbac:${args}\n` };
}

function webhook(args: string, path?: string): Mistake {
  return { more: `${webhookMarker(args, path)}\n` };
}

function webhookMarker(args: string, path = "path=/mutate,mutating=true,"): string {
  const rest = "failurePolicy=fail,sideEffects=None,groups=shop.example.com,resources=widgets,verbs=create,versions=v1";
  return `// +kubebuilder:webhook:${path}${rest},admissionReviewVersions=v1,${args}`;
}
