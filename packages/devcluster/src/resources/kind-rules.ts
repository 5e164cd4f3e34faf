import type { FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import type { StrategyContext } from "./resource.ts";
import type { NameKind } from "./validate-metadata.ts";

/** What is special about a built-in kind; everything is optional, what is absent is what most kinds do. */
export interface KindRules {
  /** What names may look like. Default `subdomain`. */
  readonly nameKind?: NameKind;
  /** Fills defaults in. The object is in the form that Go gives it: fields that are not set are absent. */
  readonly defaults?: (object: ApiObject, version: string) => ApiObject;
  /**
   * `spec`: `metadata.generation` counts changes of everything but metadata and status, from 1 on.
   * `none` (default): there is none, or it is what the client sent with the first version.
   */
  readonly generation?: "spec" | "none";
  /** Called after status and generation were set. */
  readonly prepareForCreate?: (object: ApiObject, context: StrategyContext) => ApiObject;
  /** Called after status (or, for `/status`, everything else) and generation were carried over. */
  readonly prepareForUpdate?: (object: ApiObject, old: ApiObject, context: StrategyContext) => ApiObject;
  /** Clients may send the status with the first version (nodes). */
  readonly keepsStatusOnCreate?: boolean;
  /** The metadata of a new object that is validated; default: as it is. */
  readonly metadataToValidate?: (object: ApiObject) => ApiObject["metadata"];
  /** Semantic rules of every write of the main resource; types and metadata are checked by the server. */
  readonly validate?: (object: ApiObject, context: StrategyContext) => readonly FieldError[];
  /** Additional rules of an update, of the main resource and of subresources (`context.subresource`). */
  readonly validateUpdate?: (object: ApiObject, old: ApiObject, context: StrategyContext) => readonly FieldError[];
  readonly warnings?: (object: ApiObject, old: ApiObject | undefined) => readonly string[];
  /** Default true: most kinds accept a PUT without resourceVersion. */
  readonly allowUnconditionalUpdate?: boolean;
  /** Default false. */
  readonly allowCreateOnUpdate?: boolean;
  readonly gracePeriodSeconds?: (object: ApiObject) => number | undefined;
  /** Default false: DELETE answers with a Status. */
  readonly returnsDeletedObject?: boolean;
  /** Default Background. */
  readonly defaultGarbageCollection?: "Background" | "Orphan";
}
