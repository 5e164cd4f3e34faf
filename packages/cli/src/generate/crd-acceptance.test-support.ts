import type { CustomResourceDefinitionObject } from "#crd/generated-crd.ts";
import { CustomResourceDefinition } from "homeostat/apis/apiextensions/v1";
import { isApiError, type Client } from "homeostat/client";
import { eventually } from "homeostat/testing";
import { GOLDEN_CASES } from "./golden-cases.test-support.ts";
import { COMMITTED, fileOf, generateCase } from "./golden-comparison.test-support.ts";

/** What an API server said of the CRDs generated of the golden types. */
export interface Acceptance {
  /** Versions of CRDs that were created, established and structural. */
  readonly accepted: number;
  /** What is wrong with the others: its message by the golden file. */
  readonly refused: Readonly<Record<string, string>>;
}

/** Creates the generated CRDs, or updates those of an earlier case with the same name, and looks at their conditions. */
export async function acceptanceOf(client: Client): Promise<Acceptance> {
  const refused: Record<string, string> = {};
  const given: { readonly name: string; readonly crd: CustomResourceDefinitionObject }[] = [];
  for (const golden of GOLDEN_CASES) {
    const { crds } = generateCase(COMMITTED, golden);
    for (const name of golden.crds) {
      const crd = crds.get(fileOf(name));
      const problem = crd === undefined ? "was not generated" : await problemOf(client, crd);
      if (problem !== undefined) refused[name] = problem;
      else if (crd !== undefined) given.push({ name, crd });
    }
  }
  for (const { name, crd } of given) {
    const problem = await conditionProblem(client, crd.metadata.name);
    if (problem !== undefined) refused[name] = problem;
  }
  const accepted = given.filter(({ name }) => refused[name] === undefined);
  return { accepted: accepted.reduce((sum, { crd }) => sum + crd.spec.versions.length, 0), refused };
}

async function problemOf(client: Client, crd: CustomResourceDefinitionObject): Promise<string | undefined> {
  const object = JSON.parse(JSON.stringify(crd)) as CustomResourceDefinition;
  // The server's own controllers write the status in between.
  return eventually(async () => {
    try {
      await apply(client, object);
      return undefined;
    } catch (error) {
      if (isApiError(error) && error.status !== 409) return error.message;
      throw error;
    }
  });
}

async function apply(client: Client, object: CustomResourceDefinition): Promise<void> {
  const name = object.metadata?.name ?? "";
  const old = await client.find(CustomResourceDefinition, { name });
  if (old === undefined) {
    await client.create(CustomResourceDefinition, object);
    return;
  }
  const { resourceVersion } = old.metadata;
  await client.update(CustomResourceDefinition, { ...object, metadata: { ...object.metadata, name, resourceVersion } });
}

async function conditionProblem(client: Client, name: string): Promise<string | undefined> {
  const conditions = await eventually(
    async () => {
      const { status } = await client.get(CustomResourceDefinition, { name });
      const all = (status?.conditions ?? []).map((one) => `${one.type}=${one.status}: ${one.message ?? ""}`);
      if (!all.some((one) => one.startsWith("Established=True"))) throw new Error(`not established: ${all.join("; ")}`);
      return all;
    },
    { timeoutMs: 30_000, intervalMs: 100 },
  );
  return conditions.find((one) => one.startsWith("NonStructuralSchema=True"));
}

/** The golden case with an empty group is no valid CRD. */
export const REFUSED: readonly string[] = ["controller-tools/pkg/crd/testdata/testdata._cronjobs"];
