import type { Declaration } from "./declaration.ts";

/** The names and imports of the files of one folder, and the declarations of the one being written. */
export interface FileScope {
  /** Adds a declaration; its parts may be filled in later. */
  declare(declaration: Declaration): void;
  readonly declarations: readonly Declaration[];
  /** A name for a type that nothing else in the folder has. */
  uniqueName(parent: string, segment?: string): string;
  /** The local name of a type of `homeostat/meta`. */
  meta(name: string): string;
  /** What is imported from `homeostat/meta`, as it stands in the import. */
  readonly metaImports: ReadonlySet<string>;
}

/** The scope of a file; `taken` are the names of the folder, and grows. */
export function createFileScope(taken: Set<string>, kinds: ReadonlySet<string>): FileScope {
  const declarations: Declaration[] = [];
  const metaImports = new Set<string>();
  return {
    declarations,
    metaImports,
    declare: (declaration) => void declarations.push(declaration),
    uniqueName(parent, segment = "") {
      const wanted = `${parent}${pascalCase(segment)}`;
      let name = wanted;
      for (let count = 2; taken.has(name) || RESERVED.has(name); count++) name = `${wanted}${count}`;
      taken.add(name);
      return name;
    },
    meta(name) {
      const isTaken = kinds.has(name);
      metaImports.add(isTaken ? `${name} as Meta${name}` : name);
      return isTaken ? `Meta${name}` : name;
    },
  };
}

/** Types of `homeostat/meta` and of the language that generated files use: no declaration may hide them. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "Int32 Int64 Integer Double Base64 Quantity Duration Time MicroTime IntOrString RawExtension JSONValue Fields ObjectMeta Condition " +
    "LabelSelector KubernetesObject CustomResource Kind defineKind Record Readonly Array ReadonlyArray Object String Number Boolean Symbol"
  ).split(" "),
);

/** `dns01-solver` → `Dns01Solver`. */
function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}
