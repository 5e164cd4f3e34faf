import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type GoPackage, type SourceOptions, typescriptSource } from "./go-types.test-support.ts";

/** A run of the generator with the files that upstream's tool makes of the same types. */
export interface GoldenCase {
  /** Folder of the project in `testdata/golden`. */
  readonly project: string;
  /** What of the project is read. */
  readonly paths: readonly string[];
  readonly maxDescLen?: number;
  /** Expected CRDs: path in the golden data, without `.yaml`. */
  readonly crds: readonly string[];
}

const TOOLS = "controller-tools/pkg/crd/testdata";

/** The golden CRDs: 36 files with 43 versions. */
export const GOLDEN_CASES: readonly GoldenCase[] = [
  {
    project: "controller-tools",
    paths: ["./api/cronjob/...", "./api/job", "./api/immutable"],
    crds: ["cronjobs", "jobs", "immutabletypes"].map((one) => `${TOOLS}/testdata.kubebuilder.io_${one}`),
  },
  { project: "controller-tools", paths: ["./api/nogroup"], crds: [`${TOOLS}/testdata._cronjobs`] },
  {
    project: "controller-tools",
    paths: ["./api/enums", "./api/externaldocs", "./api/oneofs"],
    crds: ["enums", "externaldocs", "oneofs"].map((one) => `${TOOLS}/testdata.kubebuilder.io_${one}`),
  },
  {
    project: "controller-tools",
    paths: ["./api/multiple_versions/v1beta1", "./api/multiple_versions/v1beta2"],
    crds: [`${TOOLS}/multiple_versions/testdata.kubebuilder.io_versionedresources`],
  },
  { project: "controller-tools", paths: ["./api/plural"], crds: [`${TOOLS}/plural/plural.example.com_testquotas`] },
  {
    project: "controller-tools",
    paths: ["./api/foo", "./api/zoo"],
    crds: [`${TOOLS}/gen/bar.example.com_foos`, `${TOOLS}/gen/zoo/bar.example.com_zoos`],
  },
  {
    project: "controller-tools",
    paths: ["./api/foo"],
    maxDescLen: 50,
    crds: [`${TOOLS}/gen/bar.example.com_foos_maxdesclen`],
  },
  kubebuilderCase("project-v4", "crew.testproject.org_", "admirales captains firstmates navigators sailors"),
  kubebuilderCase("project-v4-with-plugins", "example.com.testproject.org_", "busyboxes memcacheds wordpresses"),
  {
    ...kubebuilderCase("project-v4-multigroup", "", ""),
    crds: [
      "crew.testproject.org_captains",
      "example.com.testproject.org_busyboxes",
      "example.com.testproject.org_memcacheds",
      "example.com.testproject.org_wordpresses",
      "fiz.testproject.org_bars",
      "foo.policy.testproject.org_healthcheckpolicies",
      "foo.testproject.org_bars",
      "sea-creatures.testproject.org_krakens",
      "sea-creatures.testproject.org_leviathans",
      "sea-creatures.testproject.org_prawns",
      "ship.testproject.org_cruisers",
      "ship.testproject.org_destroyers",
      "ship.testproject.org_frigates",
    ].map((one) => `kubebuilder/project-v4-multigroup/config/crd/bases/${one}`),
  },
  kubebuilderCase("book-getting-started", "cache.example.com_", "memcacheds"),
  { ...kubebuilderCase("book-cronjob-tutorial", "batch.tutorial.kubebuilder.io_", "cronjobs"), maxDescLen: 0 },
  { ...kubebuilderCase("book-multiversion-tutorial", "batch.tutorial.kubebuilder.io_", "cronjobs"), maxDescLen: 0 },
];

function kubebuilderCase(project: string, group: string, plurals: string): GoldenCase {
  const crds = plurals.split(" ").map((plural) => `kubebuilder/${project}/config/crd/bases/${group}${plural}`);
  return { project, paths: ["./api/..."], crds };
}

/** Writes the TypeScript of all projects below `target`, from the descriptions in the golden data. */
export function writeSources(golden: string, target: string, options: Pick<SourceOptions, "docs">): void {
  const files = new Map<string, string>();
  for (const { project, crds } of GOLDEN_CASES) {
    for (const crd of crds)
      for (const [path, text] of sourcesOf({ golden, project, crd, options })) files.set(`${project}/${path}`, text);
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(`${target}/${path}`), { recursive: true });
    writeFileSync(`${target}/${path}`, text);
  }
}

interface CrdSource {
  readonly golden: string;
  readonly project: string;
  readonly crd: string;
  readonly options: Pick<SourceOptions, "docs">;
}

/** The files that declare one CRD, by path in the project. */
function sourcesOf({ golden, project, crd, options }: CrdSource): readonly (readonly [string, string])[] {
  if (crd.endsWith("_maxdesclen")) return [];
  const packages = JSON.parse(readFileSync(`${golden}/${crd}.types.json`, "utf8")) as Record<string, GoPackage>;
  const file = crd.slice(crd.lastIndexOf("/") + 1);
  const group = file.slice(0, file.lastIndexOf("_"));
  return Object.entries(packages).flatMap(([name, source]) => {
    if (name === "unserved (imported)") return []; // The same as the package `unserved` of the cronjobs.
    const folder =
      project === "controller-tools" ? toolsFolder(file, name) : `api/${groupFolder(project, group)}${name}`;
    const kind = source.types.find((type) => type.fields?.some((field) => field.type === "metav1.TypeMeta"));
    const types = `${folder}/${(kind?.name ?? "shared").toLowerCase()}_types.ts`;
    const declared = source.packageMarkers.filter((marker) => /^\+(groupName|versionName)=/.test(marker));
    const markers =
      kind === undefined || declared.some((marker) => marker.startsWith("+groupName"))
        ? declared
        : [`+groupName=${group}`, ...declared];
    const info = `${markers.map((marker) => `// ${marker}\n`).join("")}\nexport {};\n`;
    const text = typescriptSource(source, { ...options, ...IMPORTS[folder] });
    return markers.length === 0
      ? [[types, text]]
      : [
          [types, text],
          [`${folder}/groupversion_info.ts`, info],
        ];
  });
}

function toolsFolder(file: string, name: string): string {
  if (file === "testdata._cronjobs") return "api/nogroup";
  if (file === "testdata.kubebuilder.io_cronjobs") return `api/cronjob/${/\((\w+)\)/.exec(name)?.[1] ?? ""}`;
  if (file === "testdata.kubebuilder.io_versionedresources") {
    return `api/multiple_versions/${name.startsWith("multiple_versions") ? "shared" : name}`;
  }
  return `api/${{ enum: "enums", external_docs: "externaldocs", oneof: "oneofs" }[name] ?? name}`;
}

/** A project of several groups has a folder for each. */
function groupFolder(project: string, group: string): string {
  return project === "project-v4-multigroup" ? `${group.replace(".testproject.org", "")}/` : "";
}

const SHARED = { "multiver.OuterStruct": { name: "OuterStruct", from: "../shared/shared_types.ts" } };

/** What folders import from each other. */
const IMPORTS: Readonly<Record<string, Pick<SourceOptions, "imports">>> = {
  "api/multiple_versions/v1beta1": { imports: SHARED },
  "api/multiple_versions/v1beta2": { imports: SHARED },
  "api/job": {
    imports: { "unserved.CronJobSpec": { name: "CronJobSpec", from: "../cronjob/v1beta1/cronjob_types.ts" } },
  },
};
