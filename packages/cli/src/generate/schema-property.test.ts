import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseSchema, type Schema, validateValue } from "@homeostat/schema";
import * as fc from "fast-check";
import { generateCrds } from "#crd/generate-crds.ts";
import { readModel } from "#frontend/read-model.ts";
import { afterAll, expect, test } from "vitest";
import {
  memberText,
  nearMissOf,
  type RandomField,
  randomType,
  type TypeWriter,
  valueOf,
} from "./random-types.test-support.ts";

const project = mkdtempSync(`${tmpdir()}/homeostat-types-`);
mkdirSync(`${project}/node_modules`);
mkdirSync(`${project}/api/v1`, { recursive: true });
symlinkSync(new URL("../../../homeostat", import.meta.url).pathname, `${project}/node_modules/homeostat`);
writeFileSync(
  `${project}/tsconfig.json`,
  JSON.stringify({
    compilerOptions: { module: "nodenext", strict: true, customConditions: ["homeostat-source"], noEmit: true },
  }),
);
afterAll(() => rmSync(project, { recursive: true }));

let cache: ReturnType<typeof readModel>["cache"] | undefined;

/** The schema that the generator makes of the fields. */
function schemaOf(fields: readonly RandomField[]): Schema {
  const writer: TypeWriter = { declarations: [], count: 0 };
  const members = fields.map((field) => memberText(field, writer));
  const source = [
    'import type { Base64, CustomResource, Int32, Int64, Integer, IntOrString, JSONValue, Quantity, Time } from "homeostat/meta";\n',
    "// +groupName=example.com\n",
    ...writer.declarations,
    `export interface SampleSpec {\n${members.join("")}}\n`,
    "// +kubebuilder:object:root=true\nexport interface Sample extends CustomResource<SampleSpec> {}\n",
  ].join("\n");
  writeFileSync(`${project}/api/v1/sample_types.ts`, source);
  const read = readModel({ project, paths: ["./api/v1"], ...(cache === undefined ? {} : { previous: cache }) });
  cache = read.cache;
  const made = generateCrds(read.model);
  const errors = [...read.diagnostics, ...made.diagnostics].filter(({ severity }) => severity === "error");
  expect(errors, source).toEqual([]);
  const schema = parseSchema(made.crds[0]?.crd.spec.versions[0]?.schema.openAPIV3Schema);
  const spec = schema.properties?.["spec"];
  if (spec === undefined) throw new Error(`no schema was made of:\n${source}`);
  return spec;
}

const fields = fc
  .array(fc.record({ optional: fc.boolean(), nullable: fc.boolean(), type: randomType }), {
    minLength: 8,
    maxLength: 16,
  })
  .map((all) => all.map((field, index) => ({ ...field, name: `field${index}` })));

test("a generated schema accepts what the type describes and refuses what misses it by one thing", () => {
  fc.assert(
    fc.property(fields, fc.gen(), (all, draw) => {
      const schema = schemaOf(all);
      for (const { name, type, nullable, optional } of all) {
        const own = schema.properties?.[name] ?? {};
        expect(schema.required?.includes(name) ?? false).toBe(!optional);
        for (let count = 0; count < 3; count++) {
          const value = JSON.parse(JSON.stringify(draw(() => valueOf(type)))) as unknown;
          expect(validateValue(value, own), `${JSON.stringify(value)} is a ${JSON.stringify(type)}`).toEqual([]);
          const misses = nearMissOf(type)?.filter((one) => one !== null || !nullable);
          if (misses === undefined) continue;
          const miss = JSON.parse(JSON.stringify(draw(() => misses))) as unknown;
          expect(validateValue(miss, own), `${JSON.stringify(miss)} is no ${JSON.stringify(type)}`).not.toEqual([]);
        }
        if (nullable) expect(validateValue(null, own)).toEqual([]);
      }
    }),
    // The counterexample names the field; making it smaller would compile hundreds of programs.
    { numRuns: 150, endOnFailure: true },
  );
}, 60_000);
