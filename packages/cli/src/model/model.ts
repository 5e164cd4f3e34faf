import type { Position } from "#diagnostics/diagnostic.ts";
import type { Marker } from "#markers/marker.ts";

/**
 * The API as its author declared it, free of the compiler: what every generator reads. Named types stay named (their markers and
 * descriptions merge into the fields that use them); generics, `Partial`, `Pick`, `Omit` and mapped types are resolved.
 */
export interface ApiModel {
  /** One per folder, in order of their paths. */
  readonly packages: readonly ApiPackage[];
}

/** The declarations of one folder: one version of one API group. */
export interface ApiPackage {
  /** Relative to the project, with `/`: `api/v1alpha1`. */
  readonly folder: string;
  /** The folder's source files, relative to the project, generated ones (`zz_generated.*`) left out. */
  readonly files: readonly string[];
  /** From `+groupName`; the empty string when it is given empty; undefined when no marker gives it. */
  readonly group: string | undefined;
  /** From `+versionName`, else the folder's name. */
  readonly version: string;
  /** Package markers in order of files and lines: also the rbac and webhook markers of any file of the folder. */
  readonly markers: readonly Marker[];
  /** Exported or not, in order of files and lines. */
  readonly types: readonly TypeDeclaration[];
  /** The types that are Kubernetes objects. */
  readonly kinds: readonly KindDeclaration[];
}

/** An interface, type alias or enum with a name. */
export interface TypeDeclaration {
  readonly name: string;
  readonly exported: boolean;
  /** The raw doc text, `*` of the comment and marker lines removed; see `descriptionOf` for what the schema shows. */
  readonly doc: string;
  readonly markers: readonly Marker[];
  readonly position: Position;
  /** The declaring package's default (`+kubebuilder:validation:Optional` on the package). */
  readonly optionalByDefault: boolean;
  readonly type: TypeNode;
}

/** A type that is a Kubernetes object: an interface that extends `CustomResource` or has apiVersion, kind and metadata. */
export interface KindDeclaration {
  readonly declaration: TypeDeclaration;
  /** File that declares it, relative to the project. */
  readonly file: string;
}

/** What a value may be. `position` is where the type is written. */
export type TypeNode = {
  readonly position: Position;
  /** `T | null`. */
  readonly nullable?: boolean;
} & (
  | { readonly node: "scalar"; readonly scalar: Scalar }
  | { readonly node: "known"; readonly known: KnownType }
  /** A union of literals or an `enum`, in order of the source. */
  | { readonly node: "enum"; readonly values: readonly (string | number)[] }
  | { readonly node: "array"; readonly items: TypeNode }
  | { readonly node: "map"; readonly values: TypeNode }
  | { readonly node: "object"; readonly fields: readonly Field[]; readonly embedded: readonly TypeNode[] }
  /** A named type of the user: its own schema, merged with what the field adds. May be recursive. */
  | { readonly node: "reference"; readonly target: TypeDeclaration }
  /**
   * A type of `homeostat/apis/*`: its name among the definitions of Kubernetes, `io.k8s.api.core.v1.PodTemplateSpec`; with `field`, only
   * the type of that property of it (`Pick<PodSpec, "containers">`).
   */
  | { readonly node: "builtin"; readonly definition: string; readonly field?: string }
  /** Not expressible; a diagnostic was given. */
  | { readonly node: "invalid" }
);

export type Scalar = "string" | "boolean" | "int32" | "int64" | "integer" | "double" | "base64";

/** Types of `homeostat/meta` with a fixed schema. */
export type KnownType =
  | "Time"
  | "MicroTime"
  | "Duration"
  | "Quantity"
  | "IntOrString"
  | "RawExtension"
  | "JSONValue"
  | "Fields"
  | "ObjectMeta"
  | "Condition"
  | "LabelSelector"
  | "KubernetesObject";

/** A property. */
export interface Field {
  /** The JSON name, as written. */
  readonly name: string;
  readonly type: TypeNode;
  /** Written with `?`. */
  readonly optional: boolean;
  readonly doc: string;
  /** Text of `@deprecated`, possibly empty; undefined: not deprecated. */
  readonly deprecated?: string;
  readonly markers: readonly Marker[];
  readonly position: Position;
}
