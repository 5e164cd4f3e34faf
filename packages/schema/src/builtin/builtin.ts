import type { GroupVersionKind, Schema } from "#structural/schema.ts";
import { readData } from "./data.ts";
import { loadDefinitions, type Definitions } from "./definitions.ts";

/** What discovery says of one built-in resource in one version. */
export interface BuiltinResource {
  /** API group; empty for core. */
  readonly group: string;
  readonly version: string;
  /** Plural name in paths. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly BuiltinSubresource[];
  /** Undefined when the resource is not stored (reviews, bindings). */
  readonly storageVersionHash: string | undefined;
  /** Table columns of the real server, Name first; empty when it cannot be listed. */
  readonly columns: readonly BuiltinColumn[];
}

/** `status`, `scale`, …: `kind` is that of the body. */
export interface BuiltinSubresource {
  readonly name: string;
  readonly kind: GroupVersionKind;
  readonly verbs: readonly string[];
}

/** A Table column; `priority` above 0 is shown by `-o wide` only. */
export interface BuiltinColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly priority: number;
}

/**
 * The schema of a built-in kind, `$ref`s followed; also of `DeleteOptions`, `Scale`, `Eviction`, `TokenRequest` and other
 * bodies. Undefined when Kubernetes has no such kind. The table is parsed by the first call (about 5 ms).
 */
export function builtinSchema(group: string, version: string, kind: string): Schema | undefined {
  const known = definitions();
  const exact = known.ofKind({ group, version, kind });
  if (exact !== undefined) return exact;
  if (group === "meta.k8s.io") return known.ofKind({ group: "", version, kind });
  // Not served any more, but bodies in this version are.
  if (group === "policy" && version === "v1beta1" && kind === "Eviction") return builtinSchema(group, "v1", kind);
  return undefined;
}

/** The definition that a node of a built-in schema is, such as `io.k8s.api.core.v1.PodSpec`; the last part is the Go type's name. */
export function builtinSchemaName(schema: Schema): string | undefined {
  return definitions().nameOf(schema);
}

/** All built-in resources in all served versions, in the order of discovery; a group's preferred version comes first. */
export function builtinResources(): readonly BuiltinResource[] {
  resources ??= readData<readonly ResourceRow[]>("resources").map((row) => ({
    ...row,
    shortNames: row.shortNames ?? [],
    categories: row.categories ?? [],
    subresources: row.subresources ?? [],
    storageVersionHash: row.storageVersionHash,
    columns: (row.columns ?? []).map(([name, type, format, priority]) => ({ name, type, format, priority })),
  }));
  return resources;
}

/** A row of the generated table, where what is empty is left out. */
type ResourceRow = Pick<
  BuiltinResource,
  "group" | "version" | "resource" | "singular" | "kind" | "namespaced" | "verbs"
> &
  Partial<Pick<BuiltinResource, "shortNames" | "categories" | "subresources">> & {
    readonly storageVersionHash?: string;
    readonly columns?: readonly (readonly [name: string, type: string, format: string, priority: number])[];
  };

let resources: readonly BuiltinResource[] | undefined;
let loaded: Definitions | undefined;

function definitions(): Definitions {
  loaded ??= loadDefinitions();
  return loaded;
}

/** What a fresh API server creates by itself: RBAC, namespaces, priority classes, flow control, Service `kubernetes`. Parsed anew by every call. */
export function builtinBootstrapObjects(): readonly Readonly<Record<string, unknown>>[] {
  return readData("bootstrap");
}
