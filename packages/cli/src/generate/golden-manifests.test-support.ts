import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { type MarkerFile, modelOfMarkers } from "#markers/model-of-markers.test-support.ts";
import { generateRbac } from "#rbac/generate-rbac.ts";
import { generateWebhooks } from "#webhook/generate-webhooks.ts";
import { emitYaml } from "#yaml/emit-yaml.ts";

/** A file of golden roles or webhooks, and whether ours is the same. */
export interface ManifestResult {
  readonly name: string;
  readonly isEqual: boolean;
  readonly isByteEqual: boolean;
}

/** All golden `role.yaml`. */
export function roleResults(): readonly ManifestResult[] {
  return resultsOf(
    new URL("../rbac/testdata/", import.meta.url),
    ({ files, roleName = "" }) => generateRbac(modelOfMarkers(files).model, { roleName }).documents,
  );
}

/** All golden webhook `manifests.yaml`. */
export function webhookResults(): readonly ManifestResult[] {
  return resultsOf(
    new URL("../webhook/testdata/", import.meta.url),
    ({ files }) => generateWebhooks(modelOfMarkers(files).model).documents,
  );
}

interface ManifestCase {
  readonly roleName?: string;
  readonly files: readonly MarkerFile[];
}

function resultsOf(folder: URL, generate: (input: ManifestCase) => readonly object[]): readonly ManifestResult[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return names.map((file) => {
    const name = file.replace(/\.yaml$/, "");
    const documents = generate(JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as ManifestCase);
    const expected = readFileSync(new URL(file, folder), "utf8");
    const values = parseAllDocuments(expected).map((one): unknown => one.toJS());
    return {
      name,
      isEqual: JSON.stringify(sorted(documents)) === JSON.stringify(sorted(values)),
      isByteEqual: documents.map((one) => `---\n${emitYaml(one)}`).join("") === expected,
    };
  });
}

/** With the keys of all objects in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, sorted(one)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
