import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { below, EMPTY, isMember, pathSet, sortedSet, type FieldSet } from "./field-set.ts";
import { fieldPathText } from "./field-path.ts";
import { isJsonObject } from "./json-value.ts";
import { applyWithOwners, OwnerConflictError, ownersAfterUpdate, type Owner, type Owners } from "./owners.ts";
import { fieldElement, itemElement } from "./path-element.ts";
import { mergeTyped } from "./typed-merge.ts";
import { validateTyped } from "./typed-validate.ts";
import { formOf, memberType, type ListType, type MapType, type ScalarType, type ValueType } from "./value-type.ts";

/*
 * The scenarios of kubernetes-sigs/structured-merge-diff `merge/*_test.go` (Apache-2.0) with the results that its Go
 * implementation computed.
 */
const data = load<{ schemas: Record<string, string>; cases: readonly Case[] }>("structured-merge-cases.json.gz");

interface Case {
  readonly test: string;
  readonly schemas: Readonly<Record<string, { readonly typeName: string; readonly schema: string }>>;
  readonly ops: readonly Operation[];
  readonly ignoredFields?: Readonly<Record<string, FieldSet>>;
  readonly finalObject?: unknown;
  readonly finalManaged?: Readonly<Record<string, { apiVersion: string; applied: boolean; fieldsV1: FieldSet }>>;
  readonly error?: string;
}

interface Operation {
  readonly op: "Apply" | "ForceApply" | "Update" | "ExtractApply" | "ChangeParser";
  readonly manager: string;
  readonly apiVersion: string;
  readonly objectYAML: string;
  readonly schemaYAML: string;
  readonly conflicts?: readonly { readonly manager: string; readonly path: string }[];
}

/** What the recorded cases do not carry: the exclude filters of `ignore_test.go`, by position. */
const FILTERS: Readonly<Record<number, Readonly<Record<string, FieldSet>>>> = {
  52: { v1: pathSet(["f:string"]) },
  53: { v1: pathSet(["f:obj"]) },
  54: { v1: pathSet(["f:string"]) },
  55: { v1: pathSet(["f:obj"]) },
};

/** Ownership in another version is kept as it is here; these three convert the object between versions. */
const CONVERTING = new Set([60, 61, 62]);

describe("ownership as structured-merge-diff computes it", () => {
  const cases = data.cases.map((one, index) => [`${index} ${one.test}`, one, index] as const);
  it.each(cases.filter(([, , index]) => !CONVERTING.has(index)))("%s", (_name, one, index) => {
    if (one.error !== undefined) {
      expect(() => run(one, index)).toThrow(one.error.replace(/^failed operation \d+: /, ""));
      return;
    }
    const { live, owners } = run(one, index);
    expect(live).toEqual(one.finalObject ?? null);
    expect(describeOwners(owners)).toEqual(one.finalManaged);
  });
});

function describeOwners(owners: Owners): unknown {
  return Object.fromEntries(
    [...owners].map(([manager, { apiVersion, isApplied, set }]) => [
      manager,
      { apiVersion, applied: isApplied, fieldsV1: sortedSet(set) },
    ]),
  );
}

function run(one: Case, index: number): { readonly live: unknown; readonly owners: Owners } {
  let schemaText: string | undefined;
  let live: unknown;
  let owners: Owners = new Map<string, Owner>();
  const filters = FILTERS[index] ?? one.ignoredFields;
  for (const operation of one.ops) {
    if (operation.op === "ChangeParser") {
      schemaText = operation.schemaYAML;
      continue;
    }
    const { apiVersion, manager } = operation;
    const { schema, typeName } = one.schemas[apiVersion] ?? one.schemas["*"] ?? { schema: "", typeName: "" };
    const type = smdType(schemaText ?? data.schemas[schema] ?? "", typeName);
    const common = { type, owners, manager, apiVersion, ignored: filters?.[apiVersion] ?? EMPTY };
    let object: unknown = parse(operation.objectYAML, { version: "1.1" });
    live ??= null;
    if (operation.op === "Update") {
      owners = ownersAfterUpdate({ ...common, live, next: object });
      live = object;
      continue;
    }
    if (operation.op === "ExtractApply") {
      object = mergeTyped(extract(live, owners.get(manager)?.set ?? EMPTY, type), object, type);
    }
    const problem = validateTyped(object, type, "refused");
    if (problem !== undefined) throw new Error(problem);
    const apply = (isForced: boolean) => applyWithOwners({ ...common, live, applied: object, isForced });
    const expected = operation.conflicts ?? [];
    if (expected.length > 0) {
      expect(conflictsOf(() => apply(false))).toEqual(expected.map(({ manager: by, path }) => `${by} ${path}`).sort());
      continue;
    }
    const result = apply(operation.op === "ForceApply");
    owners = result.owners;
    live = result.object;
  }
  return { live, owners };
}

function conflictsOf(apply: () => unknown): readonly string[] {
  try {
    apply();
  } catch (error) {
    if (!(error instanceof OwnerConflictError)) throw error;
    return error.conflicts.map(({ manager, path }) => `${manager} ${fieldPathText(path)}`).sort();
  }
  return [];
}

/** Only what a set names: what a client does that reads back what it applied. */
function extract(value: unknown, paths: FieldSet, type: ValueType): unknown {
  const form = formOf(type, value);
  if (form === "map" && isJsonObject(value) && type.map?.isAtomic === false) {
    const result: Record<string, unknown> = {};
    for (const [name, child] of Object.entries(value)) {
      const node = paths[fieldElement(name)];
      if (node !== undefined)
        result[name] = extract(child, isMember(node) ? paths : below(node), memberType(type.map, name) ?? {});
    }
    return Object.keys(result).length > 0 || Object.keys(value).length === 0 ? result : null;
  }
  if (form === "list" && Array.isArray(value) && type.list?.isAtomic === false) {
    const { list } = type;
    const items = value.flatMap((item: unknown) => {
      const node = paths[itemElement(list, item)];
      if (node === undefined) return [];
      const children = below(node);
      return [Object.keys(children).length === 0 ? item : extract(item, children, list.items)];
    });
    return items.length > 0 || value.length === 0 ? items : null;
  }
  return value;
}

interface SmdType {
  readonly name?: string;
  readonly namedType?: string;
  readonly elementRelationship?: string;
  readonly scalar?: string;
  readonly list?: { elementType: SmdType; elementRelationship?: string; keys?: readonly string[] };
  readonly map?: {
    fields?: readonly { name: string; type: SmdType; default?: unknown }[];
    elementType?: SmdType;
    elementRelationship?: string;
  };
}

const types = new Map<string, ValueType>();

/** The type language of structured-merge-diff. */
function smdType(text: string, name: string): ValueType {
  const key = `${name}\n${text}`;
  let type = types.get(key);
  if (type === undefined) {
    const definitions = (parse(text, { version: "1.1" }) as { types: readonly SmdType[] }).types;
    type = convert({ namedType: name }, new Map(definitions.map((one) => [one.name ?? "", one])), new Map());
    types.set(key, type);
  }
  return type;
}

type Definitions = ReadonlyMap<string, SmdType>;

function convert(reference: SmdType, definitions: Definitions, known: Map<string, ValueType>): ValueType {
  const { namedType, elementRelationship } = reference;
  if (namedType !== undefined) {
    const key = `${namedType} ${elementRelationship ?? ""}`;
    const done = known.get(key);
    if (done !== undefined) return done;
    const definition = definitions.get(namedType) ?? {};
    const type: { scalar?: ScalarType; list?: ListType; map?: MapType } = {};
    known.set(key, type);
    return Object.assign(type, convertAtom(override(definition, elementRelationship), definitions, known));
  }
  return convertAtom(override(reference, elementRelationship), definitions, known);
}

function override(type: SmdType, elementRelationship: string | undefined): SmdType {
  if (elementRelationship === undefined) return type;
  return {
    ...type,
    ...(type.list === undefined ? {} : { list: { ...type.list, elementRelationship } }),
    ...(type.map === undefined ? {} : { map: { ...type.map, elementRelationship } }),
  };
}

function convertAtom(atom: SmdType, definitions: Definitions, known: Map<string, ValueType>): ValueType {
  const { scalar, list, map } = atom;
  const items = list === undefined ? {} : convert(list.elementType, definitions, known);
  const fields = new Map(map?.fields?.map(({ name, type }) => [name, convert(type, definitions, known)]));
  const itemType = definitions.get(list?.elementType.namedType ?? "") ?? list?.elementType;
  return {
    ...(scalar === undefined ? {} : { scalar: scalar as ScalarType }),
    ...(list === undefined
      ? {}
      : {
          list: {
            isAtomic: list.elementRelationship !== "associative",
            keys: list.keys ?? [],
            items,
            keyDefault: (key) => itemType?.map?.fields?.find(({ name }) => name === key)?.default,
          },
        }),
    ...(map === undefined
      ? {}
      : {
          map: {
            isAtomic: map.elementRelationship === "atomic",
            hasFields: fields.size > 0,
            field: (name) => fields.get(name),
            values: map.elementType === undefined ? undefined : convert(map.elementType, definitions, known),
          },
        }),
  };
}

function load<T>(file: string): T {
  return JSON.parse(gunzipSync(readFileSync(new URL(`testdata/${file}`, import.meta.url))).toString()) as T;
}

it("keeps the live object when an apply changes nothing", () => {
  const type = smdType(data.schemas["s1"] ?? "", "__untyped_deduced_");
  const apply = { type, owners: new Map<string, Owner>(), manager: "a", apiVersion: "v1", isForced: false };
  const live = { a: 1, b: { c: [1] } };
  expect(applyWithOwners({ ...apply, live, applied: { b: { c: [1] } } }).object).toBe(live);
});
