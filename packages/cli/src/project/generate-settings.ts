/** What `homeostat generate` can write. */
export const GENERATORS = ["crd", "rbac", "webhook", "kinds", "applyconfiguration", "docs"] as const;

/** A generator's name, as on the command line. */
export type GeneratorName = (typeof GENERATORS)[number];

/**
 * How to generate: `plugins."typescript.homeostat.dev/v1".generate` of the PROJECT file, or the flags of the command, which win. What is
 * absent has the default.
 */
export interface GenerateSettings {
  /** Which generators a bare `homeostat generate` runs. @default all */
  readonly generators?: readonly GeneratorName[];
  /** Folders and files to read; `./api/...` is a folder with all below it. @default ["./..."] */
  readonly paths?: readonly string[];
  /** Text file that goes on top of every generated file, ` YEAR` replaced; relative to the project. */
  readonly headerFile?: string;
  /** What ` YEAR` in the header becomes. @default the empty string */
  readonly year?: string;
  readonly crd?: CrdSettings;
  readonly rbac?: RbacSettings;
  readonly webhook?: OutputSettings;
  readonly kinds?: KindsSettings;
  readonly docs?: OutputSettings;
}

/** Where a generator writes. */
export interface OutputSettings {
  /** Folder, relative to the project. */
  readonly output?: string;
}

/** Settings of the CRD generator, with controller-gen's names. */
export interface CrdSettings extends OutputSettings {
  /** Descriptions are cut to this length in bytes; 0: none. @default unlimited */
  readonly maxDescLen?: number;
  /** Lets `Double` become `type: number`. @default false */
  readonly allowDangerousTypes?: boolean;
  /** Gives embedded metadata (in Pod templates) a schema. @default false, as controller-gen does */
  readonly generateEmbeddedObjectMeta?: boolean;
  /** Only `v1` is known. @default ["v1"] */
  readonly crdVersions?: readonly string[];
}

/** Settings of the RBAC generator. */
export interface RbacSettings extends OutputSettings {
  /** Name of the ClusterRole and Roles whose markers name none. @default "manager-role" */
  readonly roleName?: string;
  /** @default "role.yaml" */
  readonly fileName?: string;
}

/** Settings of the generator of `Kind` tokens and apply configurations. */
export interface KindsSettings {
  /** How relative imports end. @default as the sources beside do, else as the tsconfig allows */
  readonly importExtension?: "ts" | "js";
}
