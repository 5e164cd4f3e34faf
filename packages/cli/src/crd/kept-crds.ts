import type { CrdOptions } from "./crd-options.ts";
import type { KindVersion } from "./crd-version.ts";
import type { GeneratedCrd } from "./generated-crd.ts";

/** The CRDs of a run about which nothing was said, from which the next run takes those whose kinds are the same objects still. */
export interface KeptCrds {
  /** The options that they were made with, as JSON. */
  readonly options: string;
  /** By kind and group. */
  readonly crds: ReadonlyMap<string, KeptCrd>;
}

/** A CRD and what it was made from. */
export interface KeptCrd {
  readonly versions: readonly KindVersion[];
  readonly crd: GeneratedCrd;
}

/** The CRD of a kind when it was made from the same declarations and package markers. */
export function reusableCrd(
  kept: KeptCrds | undefined,
  kind: { readonly key: string; readonly versions: readonly KindVersion[] },
  options: CrdOptions,
): GeneratedCrd | undefined {
  if (kept?.options !== JSON.stringify(options)) return undefined;
  const found = kept.crds.get(kind.key);
  return found !== undefined && hasSameElements(found.versions, kind.versions, isSameVersion) ? found.crd : undefined;
}

/** A declaration that is the same object has the same content, and all that it refers to is the same too. */
function isSameVersion(one: KindVersion, other: KindVersion): boolean {
  return (
    one.kind.declaration === other.kind.declaration &&
    one.package.version === other.package.version &&
    hasSameElements(one.package.markers, other.package.markers, Object.is)
  );
}

function hasSameElements<T>(some: readonly T[], others: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = others[index];
      return other !== undefined && isSame(one, other);
    })
  );
}
