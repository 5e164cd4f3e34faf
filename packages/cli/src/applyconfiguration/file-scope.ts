import { importStatement } from "#typescript/typescript-text.ts";

/** The names of one generated file: what it declares and what it imports. */
export interface FileScope {
  /** `<Name>ApplyConfiguration`, with a number where the name is taken. */
  declare(name: string): string;
  /** What a type is called in the file, which imports it from then on. */
  use(name: string, module: string): string;
  /** The import statements for all that was used. */
  imports(): string;
}

export function createFileScope(): FileScope {
  const declared = new Map<string, number>();
  /** By the name in the file: the modules that export such a name, in the order in which they came. */
  const exporters = new Map<string, string[]>();
  return {
    declare: (name) => {
      const count = (declared.get(name) ?? 0) + 1;
      declared.set(name, count);
      return `${name}${count === 1 ? "" : count}ApplyConfiguration`;
    },
    use: (name, module) => {
      const modules = exporters.get(name) ?? [];
      exporters.set(name, modules);
      if (!modules.includes(module)) modules.push(module);
      return localName(name, modules.indexOf(module));
    },
    imports: () => {
      const names = new Map<string, string[]>();
      for (const [name, modules] of exporters) {
        modules.forEach((module, index) => {
          const local = localName(name, index);
          names.set(module, [...(names.get(module) ?? []), local === name ? name : `${name} as ${local}`]);
        });
      }
      return [...names]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([module, all]) => importStatement(all, module))
        .join("");
    },
  };
}

/** Two groups may have a type of one name. */
function localName(name: string, index: number): string {
  return index === 0 ? name : `${name}${index + 1}`;
}
