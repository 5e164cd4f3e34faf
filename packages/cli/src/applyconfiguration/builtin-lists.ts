import { type BuiltinDefinition, readBuiltinDefinitions, referredDefinition } from "#model/builtin-definition.ts";

/** What Kubernetes' own types say of their lists: which of them are merged by keys. */
export interface BuiltinLists {
  /** The fields of a definition that are lists with keys, or have such a list somewhere inside. */
  keyedFields(definition: string): readonly BuiltinField[];
  /**
   * Those of the keys that an applier must give. Of several keys, those that the type lets be absent may be: the server fills them in
   * (`protocol` of a port) or tells the items apart by the others. An only key is always needed, even where its default is the empty text.
   */
  neededKeys(definition: string, keys: readonly string[]): readonly BuiltinKey[];
}

/** A field of a built-in type, without the lists and maps around the definition that it is made of. */
export interface BuiltinField {
  readonly name: string;
  readonly definition: string;
  /** The keys of the items, if it is a list with keys. */
  readonly keys: readonly string[];
  /** From the outside in. */
  readonly around: readonly ("list" | "map")[];
}

/** A field by which the items of a list are told apart. */
export interface BuiltinKey {
  readonly name: string;
  /** In TypeScript. */
  readonly type: string;
}

/** Reads the table of the built-in types, about 400 kB. */
export function readBuiltinLists(): BuiltinLists {
  const table = readBuiltinDefinitions();
  const fields = new Map(Object.entries(table).map(([name, definition]) => [name, fieldsOf(definition)]));
  const keyed = definitionsWithKeys(fields);
  return {
    keyedFields: (definition) =>
      (fields.get(definition) ?? []).filter((field) => field.keys.length > 0 || keyed.has(field.definition)),
    neededKeys: (definition, keys) => {
      const { required = [], properties = {} } = table[definition] ?? {};
      const needed = keys.filter((key) => required.includes(key));
      return (needed.length === 0 ? keys : needed).map((name) => ({ name, type: scalarText(properties[name]) }));
    },
  };
}

/** Those made of other definitions. */
function fieldsOf({ properties = {} }: BuiltinDefinition): readonly BuiltinField[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const around: ("list" | "map")[] = [];
    let keys: readonly string[] = [];
    let node = property;
    for (
      let inner: BuiltinDefinition | undefined = node;
      inner !== undefined;
      inner = node.items ?? node.additionalProperties
    ) {
      node = inner;
      keys = node["x-kubernetes-list-map-keys"] ?? keys;
      if (node.items !== undefined) around.push("list");
      else if (node.additionalProperties !== undefined) around.push("map");
    }
    const definition = referredDefinition(node);
    return definition === undefined ? [] : [{ name, definition, keys, around }];
  });
}

/** The definitions that have a list with keys, and those that have such a definition inside. */
function definitionsWithKeys(fields: ReadonlyMap<string, readonly BuiltinField[]>): ReadonlySet<string> {
  const found = new Set<string>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const [name, own] of fields)
      if (own.some(({ keys, definition }) => keys.length > 0 || found.has(definition))) found.add(name);
  }
  return found;
}

function scalarText(schema: BuiltinDefinition | undefined): string {
  if (schema?.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  return schema?.type === "integer" ? "number" : (schema?.type ?? "string");
}
