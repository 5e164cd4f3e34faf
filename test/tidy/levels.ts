/** Which folder of a package stands on which: an import points to a strictly lower level. */
export interface PackageLevels {
  /** Folder of the package, from the repository's root. */
  readonly root: string;
  /** Level of each folder in `src`; files directly in `src` are above all of them. */
  readonly levels: Readonly<Record<string, number>>;
  /** Folders that may import from another package only what is listed, by folder; others: public entry points. */
  readonly crossPackage: readonly { readonly folders: readonly string[]; readonly allowed: readonly RegExp[] }[];
}

/** Of other packages, these are open to all of ours: what an object is, and the tools that know nothing of Kubernetes. */
const INTERNAL = /^homeostat\/internal\/(meta|std|observe|http)\//;

export const PACKAGES: readonly PackageLevels[] = [
  {
    root: "packages/homeostat",
    levels: {
      std: 0,
      meta: 1,
      observe: 1,
      workqueue: 2,
      http: 2,
      apis: 2,
      kubeconfig: 3,
      client: 4,
      cache: 5,
      events: 5,
      cluster: 6,
      controller: 7,
      manager: 7,
      testing: 8,
    },
    crossPackage: [],
  },
  {
    root: "packages/schema",
    levels: { structural: 1, builtin: 2, cel: 2, protobuf: 3, libraries: 3, rules: 4, crd: 5 },
    crossPackage: [
      {
        folders: ["structural", "builtin", "protobuf", "cel", "libraries", "rules", "crd", ""],
        allowed: [/^homeostat\/internal\/(meta|std)\//],
      },
    ],
  },
  {
    root: "packages/devcluster",
    levels: {
      status: 0,
      storage: 1,
      patch: 2,
      resources: 2,
      auth: 3,
      admission: 4,
      apiserver: 5,
      controllers: 6,
      kubelet: 6,
    },
    crossPackage: [
      {
        folders: ["status", "storage", "patch", "resources", "auth", "admission", "apiserver"],
        allowed: [INTERNAL, /^@homeostat\/schema$/],
      },
    ],
  },
  {
    root: "packages/cli",
    levels: {
      diagnostics: 0,
      files: 1,
      yaml: 1,
      names: 1,
      markers: 1,
      typescript: 1,
      model: 2,
      compiler: 2,
      frontend: 3,
      project: 3,
      crd: 4,
      rbac: 4,
      webhook: 4,
      kinds: 4,
      types: 4,
      check: 5,
      applyconfiguration: 5,
      docs: 5,
      generate: 6,
      commands: 7,
    },
    // As any user of the other packages.
    crossPackage: [
      {
        folders: [
          "diagnostics",
          "files",
          "yaml",
          "names",
          "markers",
          "typescript",
          "model",
          "compiler",
          "frontend",
          "project",
          "crd",
          "rbac",
          "webhook",
          "kinds",
          "types",
          "check",
          "applyconfiguration",
          "docs",
          "generate",
          "commands",
          "",
        ],
        allowed: [/^homeostat(?!\/internal)/, /^@homeostat\/schema$/],
      },
    ],
  },
];
