import { createCheckedSchemas } from "@homeostat/schema";
import { checkCrds } from "#check/check-crds.ts";
import type { CrdOptions } from "#crd/crd-options.ts";
import { type CrdResult, generateCrds } from "#crd/generate-crds.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { KeptCrds } from "#crd/kept-crds.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { ApiModel } from "#model/model.ts";
import { emitYaml, type KnownMappings } from "#yaml/emit-yaml.ts";

/** What is known of the CRDs of the last run, so that those that are the same again are neither made, checked nor written out anew. */
export interface KnownCrds {
  /** The CRDs of the model; those whose kinds are the same as in the last run are not made again. */
  generate(model: ApiModel, options: CrdOptions): CrdResult;
  /** What is wrong with the CRDs; the ones in which nothing was found are remembered. */
  check(crds: readonly GeneratedCrd[]): Promise<readonly Diagnostic[]>;
  /** The text of a CRD's file. */
  textOf(crd: GeneratedCrd): string;
}

/** Creates the memory of one project. It holds one entry per CRD of the last run. */
export function createKnownCrds(): KnownCrds {
  let known = new Map<string, Known>();
  let kept: KeptCrds | undefined;
  // What the CRDs of one run share.
  let mappings: KnownMappings = new Map();
  const entries = new WeakMap<GeneratedCrd, Known>();
  const entryOf = (crd: GeneratedCrd): Known => {
    const entry = entries.get(crd) ?? sameText(known.get(crd.fileName), crd);
    entries.set(crd, entry);
    known.set(crd.fileName, entry);
    return entry;
  };
  return {
    generate(model, options) {
      const result = generateCrds(model, options, kept);
      mappings = new Map();
      ({ kept } = result);
      return result;
    },
    async check(crds) {
      const all = crds.map((crd) => ({ crd, entry: entryOf(crd) }));
      known = new Map(all.map(({ crd, entry }) => [crd.fileName, entry]));
      const checked = createCheckedSchemas();
      const wrong: GeneratedCrd[] = [];
      for (const { crd, entry } of all) {
        entry.isClean ??= (await checkCrds([crd], checked)).length === 0;
        if (!entry.isClean) wrong.push(crd);
      }
      // Together: what types share is said once. Places may have moved, so that it is asked again each time.
      return wrong.length === 0 ? [] : checkCrds(wrong, checked);
    },
    textOf(crd) {
      const entry = entryOf(crd);
      return (entry.text ??= `---\n${emitYaml(crd.crd, mappings)}`);
    },
  };
}

/** The entry when it is of a CRD with the same content, else a new one. */
function sameText(entry: Known | undefined, { crd }: GeneratedCrd): Known {
  return entry !== undefined && JSON.stringify(entry.crd) === JSON.stringify(crd) ? entry : { crd };
}

interface Known {
  readonly crd: object;
  isClean?: boolean;
  text?: string;
}
