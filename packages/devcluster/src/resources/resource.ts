import type { Schema } from "@homeostat/schema";
import type { FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";

/** What the server knows of one resource. Built-in kinds and custom resources are the same thing from here on (D19). */
export interface Resource {
  /** API group; empty for core. */
  readonly group: string;
  /** Plural name in paths. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Served versions, the preferred one first. */
  readonly versions: readonly ResourceVersion[];
  /** Name of the table it is stored in; events of two groups share one. */
  readonly table: string;
  /** Version (and group, when it differs) that objects are stored in. */
  readonly storage: { readonly group: string; readonly version: string };
  /** Verbs of the main resource as discovery shows them; empty: only subresources or a create-only review. */
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  readonly strategy: Strategy;
  /** Custom resources differ in a few answers (no strategic merge, update needs a resourceVersion…). */
  readonly custom: boolean;
}

/** One served version of a resource. */
export interface ResourceVersion {
  readonly version: string;
  /** Undefined: anything goes (a CRD version that preserves unknown fields at its root has such a schema instead). */
  readonly schema: Schema;
  /** Table columns without Name for custom resources; complete for built-ins. */
  readonly columns: readonly Column[];
  /** Text of the `Warning` header for every request to this version. */
  readonly deprecationWarning?: string;
  /** Field selectors beyond metadata.name and metadata.namespace: label to getter. */
  readonly selectableFields: ReadonlyMap<string, (object: ApiObject) => string>;
  /** Storage form to this version and back; absent: only `apiVersion` differs. */
  readonly convert?: {
    fromStorage(object: ApiObject): ApiObject;
    toStorage(object: ApiObject): ApiObject;
  };
}

/** A column of `kubectl get`. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly format: string;
  readonly description: string;
  readonly priority: number;
  /** The cell's value; dates as RFC 3339 text are rendered as ages by the caller when `type` is `date`. */
  cell(object: ApiObject, nowMs: number): unknown;
}

/** `status`, `scale`, and the others. */
export interface Subresource {
  readonly name: string;
  readonly verbs: readonly string[];
  /** Kind of the body, when not the resource's own: Scale, Eviction, Binding, TokenRequest… */
  readonly kind?: { readonly group: string; readonly version: string; readonly kind: string };
  /** For `scale`: where the numbers are (dotted paths such as `.spec.replicas`). */
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath?: string;
  };
}

/** The rules of one resource. All functions are pure; objects are changed by returning others. */
export interface Strategy {
  /** Fills the defaults of a version's object, on write and (for custom resources) on read. */
  applyDefaults(object: ApiObject, version: string): ApiObject;
  /** Clears or sets what clients may not, before defaults of an update are compared: status on create, generation… */
  prepareForCreate(object: ApiObject, context: StrategyContext): ApiObject;
  /** Also carries over what clients may leave out (a Service's clusterIP) and bumps `metadata.generation`. */
  prepareForUpdate(object: ApiObject, old: ApiObject, context: StrategyContext): ApiObject;
  /** What validation needs beyond the program's start, such as CEL; awaited before an object is validated. Undefined: nothing. */
  ready?(object: ApiObject): Promise<void> | undefined;
  validateCreate(object: ApiObject, context: StrategyContext): readonly FieldError[];
  validateUpdate(object: ApiObject, old: ApiObject, context: StrategyContext): readonly FieldError[];
  /**
   * The object as the first DELETE leaves it, for kinds that clean up by themselves: with a finalizer, a condition. Called
   * once, before `deletionTimestamp` is set; absent: nothing but the deletion fields changes.
   */
  prepareForDelete?(object: ApiObject, context: StrategyContext): ApiObject;
  /** `Warning` headers for a write. */
  warnings(object: ApiObject, old: ApiObject | undefined): readonly string[];
  /** PUT without resourceVersion is accepted. */
  readonly allowUnconditionalUpdate: boolean;
  /** PUT of an absent object creates it. */
  readonly allowCreateOnUpdate: boolean;
  /** Default seconds between DELETE and removal; undefined: removed at once (Pods: 30 when bound to a node). */
  gracePeriodSeconds?(object: ApiObject): number | undefined;
  /** DELETE answers with the object (true) or with a Status. */
  readonly returnsDeletedObject: boolean;
  /** Deletion policy when the request names none. */
  readonly defaultGarbageCollection: "Background" | "Orphan";
}

/** What a strategy may need of its surroundings. */
export interface StrategyContext {
  readonly nowMs: number;
  /** "" for the main resource. */
  readonly subresource: string;
  readonly version: string;
  /** Gets a `Warning` header of the answer that only validation can tell of. */
  warn?(text: string): void;
  /** Random lower-case suffixes, UIDs. */
  random(): number;
  /** Hands out cluster IPs and node ports; undefined in a dry run of validation only. */
  allocate?(what: "clusterIP" | "nodePort"): string;
  /** Why a cluster IP or node port that a client wants cannot be had; undefined when it can. */
  allocationProblem?(what: "clusterIP" | "nodePort", wanted: string): string | undefined;
}
