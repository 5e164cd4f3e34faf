import { builtinType } from "#kinds/builtin-type.ts";
import { docComment, propertyName } from "#typescript/typescript-text.ts";
import type { BuiltinField, BuiltinLists } from "./builtin-lists.ts";
import type { FileScope } from "./file-scope.ts";

/** Apply configurations of built-in types, as far as the file needs them. */
export interface BuiltinConfigurations {
  /**
   * The type of what an apply sends of a built-in type; with `keys`, of an item of a list that is merged by them. `DeepPartial` does for
   * types without such lists: only the others get declarations.
   */
  typeOf(definition: string, keys?: readonly string[]): string;
  /** The type of what an apply sends of one field of a built-in type. */
  typeOfField(definition: string, field: string): string;
  /** The declarations that the types so far need. */
  declarations(): readonly string[];
}

/** Of `homeostat/meta`, not of `homeostat/apis`. */
const OWN_MODULE: ReadonlySet<string> = new Set(["ObjectMeta", "OwnerReference", "Condition"]);
const META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** The definition of a type that `homeostat/meta` has as well. */
export function definitionOfKnown(known: "ObjectMeta" | "Condition"): string {
  return META + known;
}

export function createBuiltinConfigurations(lists: BuiltinLists, scope: FileScope): BuiltinConfigurations {
  const names = new Map<string, string>();
  const waiting: (() => string)[] = [];

  const importOf = (definition: string): string => {
    const { name, module } = builtinType(definition);
    return scope.use(name, definition === META + name && OWN_MODULE.has(name) ? "homeostat/meta" : module);
  };
  const partOf = (type: string): string => `${scope.use("DeepPartial", "homeostat/client")}<${type}>`;

  const typeOf = (definition: string, keys: readonly string[] = []): string => {
    if (keys.length === 0 && lists.keyedFields(definition).length === 0) return partOf(importOf(definition));
    const identity = [definition, ...keys].join(" ");
    const known = names.get(identity);
    if (known !== undefined) return known;
    const name = scope.declare(builtinType(definition).name);
    names.set(identity, name);
    waiting.push(() => declarationText(name, definition, keys));
    return name;
  };

  /** The compiler checks that it is a part of the type: what an interface extends it may only narrow. */
  const declarationText = (name: string, definition: string, keys: readonly string[]): string => {
    const needed = lists
      .neededKeys(definition, keys)
      .map((key) => `  readonly ${propertyName(key.name)}: ${key.type};\n`);
    const narrowed = lists.keyedFields(definition).map((field) => `  readonly ${field.name}?: ${fieldType(field)};\n`);
    const doc = docComment(`See ${builtinType(definition).url}`);
    const head = `export interface ${name} extends ${partOf(importOf(definition))}`;
    return `${doc}${head} {\n${[...needed, ...narrowed].join("")}}\n`;
  };

  const fieldType = ({ definition, keys, around }: BuiltinField): string =>
    around.reduceRight(
      (text, one) => (one === "list" ? `readonly ${text}[]` : `Readonly<Record<string, ${text}>>`),
      typeOf(definition, keys),
    );

  return {
    typeOf,
    typeOfField: (definition, field) =>
      lists.keyedFields(definition).some(({ name }) => name === field)
        ? `NonNullable<${typeOf(definition)}[${JSON.stringify(field)}]>`
        : partOf(`NonNullable<${importOf(definition)}[${JSON.stringify(field)}]>`),
    declarations: () => {
      const texts: string[] = [];
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) texts.push(next());
      return texts;
    },
  };
}
