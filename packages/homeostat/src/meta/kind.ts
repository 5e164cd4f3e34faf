import type { KubernetesObject } from "./object.ts";

/** Whether objects of a kind live in namespaces or belong to the whole cluster. */
export type Scope = "Namespaced" | "Cluster";

declare const objectType: unique symbol;

/**
 * What a kind of object is called and where it lives. One value carries the TypeScript type of the objects, so every call
 * that takes a `Kind` is typed by it; there is no registry.
 */
export interface Kind<T extends KubernetesObject = KubernetesObject, S extends Scope = Scope> {
  /** API group; the empty string is the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The resource's name in paths, for example `pods`. */
  readonly plural: string;
  readonly scope: S;
  /** Only for the type checker. */
  readonly [objectType]?: T;
}

/** The type of the objects of a `Kind`. */
export type ObjectOf<K extends Kind> = K extends Kind<infer T> ? T : never;

/** Declares a kind: `defineKind<PodSet>()({ group, version, kind, plural, scope })`. */
export function defineKind<T extends KubernetesObject>(): <S extends Scope>(names: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: S;
}) => Kind<T, S> {
  return (names) => Object.freeze({ ...names });
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(kind: Pick<Kind, "group" | "version">): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/** Splits an `apiVersion`; `v1` has the empty group. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** A name for logs and errors: `podsets.app.example.com`, or `pods` for the core group. */
export function resourceNameOf(kind: Pick<Kind, "group" | "plural">): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}
