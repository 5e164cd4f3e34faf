import type { Schema } from "@homeostat/schema";
import type { ApiObject } from "#storage/store.ts";
import type { PrinterColumn } from "./crd-columns.ts";

/** What the server reads of a CustomResourceDefinition once it is valid. */
export interface CrdSpec {
  readonly group: string;
  readonly names: CrdNames;
  readonly scope: "Namespaced" | "Cluster";
  readonly versions: readonly CrdVersion[];
  readonly conversion?: { readonly strategy: string };
}

export interface CrdNames {
  readonly plural: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly kind: string;
  readonly listKind?: string;
  readonly categories?: readonly string[];
}

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

export interface CrdStatus {
  readonly conditions?: readonly CrdCondition[] | null;
  readonly acceptedNames?: CrdNames;
  readonly storedVersions?: readonly string[];
}

export interface CrdCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The object's spec; it was validated when it was stored. Before that parts may be missing that the type promises, but not all. */
export function crdSpec(crd: ApiObject): CrdSpec {
  const given = Object.entries(crd["spec"] ?? {}).filter(([, value]) => value !== null);
  return { ...EMPTY, ...Object.fromEntries(given) };
}

const EMPTY: CrdSpec = { group: "", names: { plural: "", kind: "" }, scope: "Namespaced", versions: [] };

/** The object's status, empty when there is none. */
export function crdStatus(crd: ApiObject): CrdStatus {
  return crd["status"] ?? {};
}
