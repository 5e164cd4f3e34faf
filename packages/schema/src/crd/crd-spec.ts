import { isObject } from "#structural/json.ts";
import type { Schema } from "#structural/schema.ts";

/** What the API server reads of a CustomResourceDefinition once it is valid. */
export interface CrdSpec {
  readonly group: string;
  readonly names: CrdNames;
  readonly scope: "Namespaced" | "Cluster";
  readonly versions: readonly CrdVersion[];
  readonly conversion?: CrdConversion;
}

/** The names of a custom resource, as the API server reads them. */
export interface CrdNames {
  readonly plural: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly kind: string;
  readonly listKind?: string;
  readonly categories?: readonly string[];
}

/** One version of a custom resource, as the API server reads it. */
export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
  readonly subresources?: {
    readonly status?: object;
    readonly scale?: {
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      readonly labelSelectorPath?: string;
    };
  };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

/** What the API server has written about a CustomResourceDefinition. */
export interface CrdStatus {
  readonly conditions?: readonly CrdCondition[] | null;
  readonly acceptedNames?: CrdNames;
  readonly storedVersions?: readonly string[];
}

/** One condition of a CustomResourceDefinition, such as `Established`. */
export interface CrdCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** How objects are converted between versions. */
export interface CrdConversion {
  readonly strategy?: string;
  readonly webhook?: {
    readonly clientConfig?: { readonly url?: string; readonly service?: object };
    readonly conversionReviewVersions?: readonly string[];
  };
}

/** What a CRD's version says of a printer column. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

/** The object's spec; it was validated when it was stored. Before that parts may be missing that the type promises, but not all. */
export function crdSpec(crd: object): CrdSpec {
  const given = Object.entries(memberOf(crd, "spec")).filter(([, value]) => value !== null);
  return { ...EMPTY, ...Object.fromEntries(given) };
}

const EMPTY: CrdSpec = { group: "", names: { plural: "", kind: "" }, scope: "Namespaced", versions: [] };

/** The object's status, empty when there is none. */
export function crdStatus(crd: object): CrdStatus {
  return memberOf(crd, "status");
}

function memberOf(object: object, name: string): Readonly<Record<string, unknown>> {
  const value: unknown = Reflect.get(object, name);
  return isObject(value) ? value : {};
}
