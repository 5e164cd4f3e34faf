import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { diskFiles, type ProjectFiles, rememberFiles } from "#compiler/project-files.ts";
import { createSourceCache } from "#compiler/source-cache.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { ApiPackage, Field, KindDeclaration, TypeDeclaration, TypeNode } from "#model/model.ts";
import { type ProgramCache, readModel, type ReadModelResult } from "./read-model.ts";

/** Reads projects that exist in memory only; `homeostat` is found as in this repository. */
export interface TestProject {
  /** Files by their paths in the project. @default paths `["./..."]` */
  read(files: Readonly<Record<string, string>>, paths?: readonly string[]): ReadModelResult;
}

/** What was parsed is kept from one read to the next; with `reuse` also the types of files that have not changed, as when watching. */
export function createTestProject({ reuse = false } = {}): TestProject {
  const memory = new Map<string, string>();
  const files = rememberFiles(overlay(memory));
  let cache: ProgramCache = { sources: createSourceCache(files), files };
  return {
    read: (sources, paths = ["./..."]) => {
      memory.clear();
      memory.set("tsconfig.json", TSCONFIG);
      for (const [path, text] of Object.entries(sources)) memory.set(path, text);
      const result = readModel({ project: PROJECT, paths, previous: cache });
      if (reuse) ({ cache } = result);
      return result;
    },
  };
}

/** Nobody makes this folder; the packages of the workspace are found above it. */
export const PROJECT: string = fileURLToPath(new URL("../../virtual-project", import.meta.url));

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    module: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    customConditions: ["homeostat-source"],
  },
});

function overlay(memory: ReadonlyMap<string, string>): ProjectFiles {
  const disk = diskFiles();
  const inside = (path: string): string | undefined => {
    const short = relative(PROJECT, path);
    return short === "" || !short.startsWith("..") ? short : undefined;
  };
  const namesIn = (folder: string): Map<string, boolean> => {
    const names = new Map<string, boolean>();
    for (const path of memory.keys()) {
      if (folder !== "" && !path.startsWith(`${folder}/`)) continue;
      const [name = "", ...rest] = path.slice(folder === "" ? 0 : folder.length + 1).split("/");
      names.set(name, rest.length > 0);
    }
    return names;
  };
  return {
    read: (path) => {
      const short = inside(path);
      return short === undefined ? disk.read(path) : memory.get(short);
    },
    stampOf: (path) => {
      const short = inside(path);
      return short === undefined ? disk.stampOf(path) : memory.get(short);
    },
    isFolder: (path) => {
      const short = inside(path);
      return short === undefined ? disk.isFolder(path) : namesIn(short).size > 0;
    },
    list: (folder) => {
      const short = inside(folder);
      if (short === undefined) return disk.list(folder);
      return [...namesIn(short)]
        .map(([name, isFolder]) => ({ name, isFolder }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    realPath: (path) => (inside(path) === undefined ? disk.realPath(path) : path),
  };
}

/** A type in a few characters: `string`, `?int32`, `[Ref]`, `{a: string, b?: Mode}`. */
export function typeText(node: TypeNode): string {
  return bareText(node) + (node.nullable === true ? " | null" : "");
}

function bareText(node: TypeNode): string {
  switch (node.node) {
    case "scalar":
      return node.scalar;
    case "known":
      return node.known;
    case "enum":
      return node.values.map((value) => JSON.stringify(value)).join(" | ");
    case "array":
      return `[${typeText(node.items)}]`;
    case "map":
      return `map<${typeText(node.values)}>`;
    case "object":
      return `{${[...node.fields.map(fieldText), ...node.embedded.map((part) => `...${typeText(part)}`)].join(", ")}}`;
    case "reference":
      return node.target.name;
    case "builtin":
      return node.definition + (node.field === undefined ? "" : `#${node.field}`);
    case "invalid":
      return "invalid";
  }
}

function fieldText(field: Field): string {
  return `${field.name}${field.optional ? "?" : ""}: ${typeText(field.type)}`;
}

/** `file:line:column severity: message (hint)`. */
export function diagnosticText({ position, severity, message, hint }: Diagnostic): string {
  const place = position === undefined ? "" : `${position.file}:${position.line}:${position.column} `;
  return `${place}${severity}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}

/** The only package with types, or the one of that folder. */
export function packageOf({ model }: ReadModelResult, folder = "api/v1"): ApiPackage {
  const found = model.packages.find((one) => one.folder === folder);
  if (found === undefined)
    throw new Error(`no package ${folder} among ${model.packages.map((one) => one.folder).join(", ")}`);
  return found;
}

/** A type of a package by its name. */
export function typeOf(one: ApiPackage, name: string): TypeDeclaration {
  const found = one.types.find((type) => type.name === name);
  if (found === undefined) throw new Error(`no type ${name} among ${one.types.map((type) => type.name).join(", ")}`);
  return found;
}

/** A field of a type by its name. */
export function fieldOf({ name: typeName, type }: TypeDeclaration, name: string): Field {
  const found = type.node === "object" ? type.fields.find((field) => field.name === name) : undefined;
  if (found === undefined) throw new Error(`no field ${name} in ${typeName}`);
  return found;
}

/** The path of a file that a kind is in. */
export function kindText({ declaration, file }: KindDeclaration): string {
  return `${file} ${declaration.name}`;
}
