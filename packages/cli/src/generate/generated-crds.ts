import { checkCrds } from "#check/check-crds.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { emitYaml } from "#yaml/emit-yaml.ts";

/** What is known of the CRDs of the last run, so that those that are the same again are neither checked nor written out anew. */
export interface KnownCrds {
  /** What is wrong with the CRDs; the ones in which nothing was found are remembered. */
  check(crds: readonly GeneratedCrd[]): readonly Diagnostic[];
  /** The text of a CRD's file. */
  textOf(crd: GeneratedCrd): string;
}

/** Creates the memory of one project. It holds one entry per CRD of the last run. */
export function createKnownCrds(): KnownCrds {
  let known = new Map<string, Known>();
  const entryOf = (crd: GeneratedCrd): Known => {
    const json = JSON.stringify(crd.crd);
    const entry = known.get(crd.fileName);
    if (entry?.json === json) return entry;
    const fresh = { json };
    known.set(crd.fileName, fresh);
    return fresh;
  };
  return {
    check(crds) {
      const entries = crds.map((crd) => ({ crd, entry: entryOf(crd) }));
      known = new Map(entries.map(({ crd, entry }) => [crd.fileName, entry]));
      const wrong = entries.filter(({ crd, entry }) => !(entry.isClean ??= checkCrds([crd]).length === 0));
      // Together: what types share is said once. Places may have moved, so that it is asked again each time.
      return wrong.length === 0 ? [] : checkCrds(wrong.map(({ crd }) => crd));
    },
    textOf(crd) {
      const entry = entryOf(crd);
      return (entry.text ??= `---\n${emitYaml(crd.crd)}`);
    },
  };
}

interface Known {
  readonly json: string;
  isClean?: boolean;
  text?: string;
}
