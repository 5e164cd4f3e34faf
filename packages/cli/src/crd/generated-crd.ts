import type { Position } from "#diagnostics/diagnostic.ts";
import type { TypeDeclaration } from "#model/model.ts";

/** A CustomResourceDefinition with the places that its parts come from. */
export interface GeneratedCrd {
  /** `<group>_<plural>.yaml`. */
  readonly fileName: string;
  /** The object, as it is written to the file. */
  readonly crd: CustomResourceDefinitionObject;
  /** The kind's declaration in each version. */
  readonly versions: readonly { readonly version: string; readonly declaration: TypeDeclaration }[];
  /** Where the objects and arrays inside `crd` come from, for messages. */
  readonly sources: Sources;
}

/** Plain JSON; only what the generators read is spelled out. */
export interface CustomResourceDefinitionObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced" | "Cluster";
    readonly names: { readonly kind: string; readonly plural: string; readonly [name: string]: unknown };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: object };
      readonly [name: string]: unknown;
    }[];
  };
}

/** The place of each part of a generated object: of the node itself, and of its keys when a marker gave them. */
export interface Sources {
  /** For `key`, the position of what gave that key of `node`; without, or when unknown, of the node. */
  positionOf(node: object, key?: string): Position | undefined;
}
