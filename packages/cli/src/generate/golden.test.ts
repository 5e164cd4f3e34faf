import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { checkCrds } from "#check/check-crds.ts";
import { emitYaml } from "#yaml/emit-yaml.ts";
import { parse } from "yaml";
import { afterAll, describe, expect, test } from "vitest";
import { GOLDEN_CASES, writeSources } from "./golden-cases.test-support.ts";
import {
  COMMITTED,
  expectedStructure,
  fileOf,
  firstDifference,
  generateCase,
  hasSharedGolden,
  type Json,
  mapSchemas,
  members,
  SHARED_GOLDEN,
  structureOf,
  withOurWords,
} from "./golden-comparison.test-support.ts";
import { roleResults, webhookResults } from "./golden-manifests.test-support.ts";

const table: string[] = [];
afterAll(() => console.log(table.join("\n")));

test.each([
  ["RBAC", roleResults()],
  ["webhook", webhookResults()],
])("the golden %s manifests are made of their markers", (generator, results) => {
  const equal = results.filter(({ isEqual }) => isEqual);
  const exact = results.filter(({ isByteEqual }) => isByteEqual);
  const byHand = generator === "webhook" ? "; the others are written by hand upstream, in another order of keys" : "";
  table.push(`${generator} ${equal.length}/${results.length}, ${exact.length} of them byte for byte${byHand}`);
  expect(results.filter(({ isEqual }) => !isEqual)).toEqual([]);
});

describe("the golden CRDs", () => {
  const results = GOLDEN_CASES.flatMap((golden) => {
    const { problems, crds } = generateCase(COMMITTED, golden);
    return golden.crds.map((crd) => {
      const made = crds.get(fileOf(crd));
      const expected = expectedStructure(golden.project, crd);
      const versions = versionsOf(expected);
      const different = made === undefined ? "no such CRD was generated" : firstDifference(structureOf(made), expected);
      return { crd, versions, problem: problems[0] ?? different };
    });
  });
  const total = results.reduce((sum, { versions }) => sum + versions, 0);
  const equal = results.reduce((sum, { versions, problem }) => sum + (problem === undefined ? versions : 0), 0);
  table.push(`CRD ${equal}/${total} versions of ${results.length} files, without descriptions`);
  table.push(
    ...results.flatMap(({ crd, problem }) => (problem === undefined ? [] : [`  not equal: ${crd}: ${problem}`])),
  );
  table.push(...LEFT_OUT.map((line) => `  left out: ${line}`));

  test("are 43 versions in 36 files", () => {
    expect([total, results.length]).toEqual([43, 36]);
  });

  test("pass the generator's own checks, but for the one with an empty group", async () => {
    const found = await Promise.all(GOLDEN_CASES.map((golden) => checkCrds(generateCase(COMMITTED, golden).generated)));
    const errors = found.flat().filter(({ severity }) => severity === "error");
    expect(errors.map(({ position }) => position?.file)).toEqual(
      errors.map(() => expect.stringContaining("api/nogroup/")),
    );
    expect(errors.length).toBeGreaterThan(0);
  });

  test.each(results)("$crd is made of its TypeScript", ({ problem }) => {
    expect(problem).toBeUndefined();
  });
});

describe("the golden CRDs with upstream's texts", () => {
  if (!hasSharedGolden) return test.skip("are made with their descriptions (../shared is absent)");
  const folder = mkdtempSync(`${tmpdir()}/homeostat-golden-`);
  afterAll(() => rmSync(folder, { recursive: true }));
  prepareProject(folder);
  const results = GOLDEN_CASES.flatMap((golden) => {
    const { problems, crds } = generateCase(folder, golden);
    return golden.crds.map((crd) => {
      const text = readFileSync(`${SHARED_GOLDEN}/${crd}.yaml`, "utf8");
      const parsed = parse(text) as Json;
      const made = JSON.parse(JSON.stringify(crds.get(fileOf(crd)) ?? {})) as Json;
      const expected = inOurWords(parsed, made);
      const problem = problems[0] ?? firstDifference(made, expected);
      const isToolWritten = textOf(parsed) === text;
      return { crd, problem, isToolWritten, isByteEqual: textOf(made) === textOf(expected) };
    });
  });
  const toolWritten = results.filter(({ isToolWritten }) => isToolWritten);
  const count = (all: readonly unknown[], one: readonly unknown[]): string => `${one.length}/${all.length}`;
  table.push(
    `CRD files with descriptions: ${count(
      results,
      results.filter(({ problem }) => problem === undefined),
    )} equal in value; ` +
      `${count(
        toolWritten,
        toolWritten.filter(({ isByteEqual }) => isByteEqual),
      )} of those that upstream's tool wrote equal byte for byte ` +
      "(texts of Kubernetes' own types, and the tool's version, in our words)",
  );
  table.push(
    ...results
      .filter(({ isToolWritten }) => !isToolWritten)
      .map(({ crd }) => `  edited by hand upstream, compared by value only: ${crd}`),
  );

  test.each(results)("$crd is made with its descriptions", ({ problem, isToolWritten, isByteEqual }) => {
    expect(problem).toBeUndefined();
    expect(isByteEqual || !isToolWritten).toBe(true);
  });
});

/** What else the golden data has, with the reason why it is not compared. */
const LEFT_OUT: readonly string[] = [
  "3 files cronjobs.no-jobtemplate.yaml: they hold nothing that the full files, which are compared, do not",
  "schemapatcher/testdata (2 CRDs): there is no schemapatch generator",
  "webhook/testdata/invalid-* (6): they give errors, which the webhook generator's own test compares",
];

function versionsOf(crd: Json): number {
  return (members(members(crd)["spec"] ?? null)["versions"] as readonly Json[]).length;
}

/** The golden CRD with our texts of Kubernetes' own types and with our name of the tool's version. */
function inOurWords(golden: Json, made: Json): Json {
  const ours = (members(members(made)["spec"] ?? null)["versions"] ?? []) as readonly Json[];
  let index = 0;
  const schemas = mapSchemas(golden, (schema) => {
    const version = members(ours[index++] ?? null);
    return withOurWords(schema, members(version["schema"] ?? null)["openAPIV3Schema"] ?? null);
  });
  const version = "controller-gen.kubebuilder.io/version";
  const { annotations, ...metadata } = members(members(schemas)["metadata"] ?? null);
  const tool = members(members(members(made)["metadata"] ?? null)["annotations"] ?? null)[version];
  const { [version]: _, ...kept } = members(annotations ?? null);
  const all = { ...kept, ...(tool !== undefined && { [version]: tool }) };
  return { ...members(schemas), metadata: { ...metadata, ...(Object.keys(all).length > 0 && { annotations: all }) } };
}

function textOf(crd: Json): string {
  return `---\n${emitYaml(crd)}`;
}

/** A folder with the projects, in which `homeostat` can be imported. */
function prepareProject(folder: string): void {
  writeSources(SHARED_GOLDEN, folder, { docs: true });
  mkdirSync(`${folder}/node_modules`);
  symlinkSync(new URL("../../../homeostat", import.meta.url).pathname, `${folder}/node_modules/homeostat`);
  const compilerOptions = {
    module: "nodenext",
    strict: true,
    customConditions: ["homeostat-source"],
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  for (const { project } of GOLDEN_CASES)
    writeFileSync(`${folder}/${project}/tsconfig.json`, JSON.stringify({ compilerOptions }));
}
