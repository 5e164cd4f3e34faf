import { basename, dirname, relative } from "node:path";
import type { Program } from "#compiler/open-program.ts";
import type { SourceUnit } from "#compiler/syntax.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { describeDoubledMarkers } from "#markers/doubled-markers.ts";
import type { Marker } from "#markers/marker.ts";
import type { ApiModel, ApiPackage, KindDeclaration, TypeDeclaration } from "#model/model.ts";
import { createDeclaredTypes, type DeclaredTypes } from "./declare-types.ts";
import type { FileMarkers } from "./file-markers.ts";
import { keepReading, type KeptReading, type ReusedTypes } from "./kept-reading.ts";
import { isKind, notAKind, reachableTypes } from "./kind-shape.ts";
import { isOfPackage } from "./optional-by-default.ts";

/** A folder with its source files. */
export interface SourceFolder {
  /** Absolute. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly units: readonly SourceUnit[];
}

/** What the packages are made from. */
export interface PackageSources {
  readonly project: string;
  readonly folders: readonly SourceFolder[];
  /** Those of `folders` whose types are read. */
  readonly apiFolders: readonly SourceFolder[];
  /** Undefined when there is no API folder, or all of its types are reused. */
  readonly program: Program | undefined;
  /** Types of an earlier reading whose files need not be read again. */
  readonly reused: ReusedTypes;
  readonly markersOf: (path: string) => FileMarkers;
  /** What the package markers of a folder say. */
  readonly isOptionalByDefault: (folder: string) => boolean;
  readonly display: (path: string) => string;
}

/** The packages, and what is wrong with them. */
export interface PackagesResult {
  readonly model: ApiModel;
  readonly diagnostics: readonly Diagnostic[];
  /** For the next reading; undefined when it cannot use this one. */
  readonly kept: KeptReading | undefined;
}

/** Reads the packages: markers of all folders, types of those that are an API. */
export function readPackages(sources: PackageSources): PackagesResult {
  const { folders, apiFolders, program, reused, markersOf, project } = sources;
  const diagnostics = folders.flatMap(({ files }) => files.flatMap((file) => markersOf(file).diagnostics));
  const typeErrorsOf = createTypeChecker(sources);
  const declared = createDeclaredTypes({
    commentsOf: ({ origin, anchor }) => markersOf(origin.path).above(anchor),
    isOptionalByDefault: ({ path }) => sources.isOptionalByDefault(dirname(path)),
    typeErrorsOf: ({ path }) => typeErrorsOf(path),
    keptTypeOf: (declaration) => reused.typeOf(declaration),
  });
  const types = new Map<string, readonly TypeDeclaration[]>();
  for (const { files } of apiFolders) {
    for (const file of files) {
      const ready = reused.typesOf.get(file);
      if (ready !== undefined) {
        types.set(file, ready);
        continue;
      }
      const own = (program?.declarationsOf(file) ?? []).filter(
        (one) => one.body.kind !== "class" && one.parameters.length === 0,
      );
      types.set(file, own.map(declared.declare));
    }
  }
  declared.complete();
  const packages = folders.map((folder): ApiPackage => {
    const markers = folder.files.flatMap((file) => markersOf(file).packageMarkers);
    diagnostics.push(...conflictingGroups(markers), ...doubledMarkers(markers));
    return {
      folder: toSlashes(relative(project, folder.folder)) || ".",
      files: folder.files.map((file) => toSlashes(relative(project, file))),
      group: valueOf(markers, "groupName"),
      version: valueOf(markers, "versionName") || basename(folder.folder),
      markers,
      types: folder.files.flatMap((file) => types.get(file) ?? []),
      kinds: folder.files.flatMap((file) => kindsOf(file, types.get(file) ?? [], project)),
    };
  });
  diagnostics.push(...apiFolders.flatMap(({ files }) => files.flatMap(typeErrorsOf)));
  diagnostics.push(...typeDiagnostics(packages, declared));
  return { model: { packages }, diagnostics, kept: keepReading(types, declared.all(), reused) };
}

function kindsOf(file: string, types: readonly TypeDeclaration[], project: string): readonly KindDeclaration[] {
  return types.filter(isKind).map((declaration) => ({ declaration, file: toSlashes(relative(project, file)) }));
}

/** Of types that no kind uses nothing is said: helpers may have members that no schema describes. */
function typeDiagnostics(packages: readonly ApiPackage[], declared: DeclaredTypes): readonly Diagnostic[] {
  const kinds = packages.flatMap((one) => one.kinds.map((kind) => kind.declaration));
  const ofKinds = [...reachableTypes(kinds)].flatMap((type) => declared.diagnosticsOf(type));
  return [...ofKinds, ...packages.flatMap((one) => one.types.flatMap((type) => notAKind(type) ?? []))];
}

/** Checks each file once. Files of packages are taken to be right. */
function createTypeChecker({ project, program }: PackageSources): (path: string) => readonly Diagnostic[] {
  const known = new Map<string, readonly Diagnostic[]>();
  return (path) => {
    if (program === undefined || isOfPackage(path, project) || /\.d\.[cm]?ts$/.test(path)) return [];
    const cached = known.get(path) ?? program.typeErrorsOf(path);
    known.set(path, cached);
    return cached;
  };
}

function valueOf(markers: readonly Marker[], name: string): string | undefined {
  const value = markers.findLast((marker) => marker.name === name)?.arguments[""];
  return typeof value === "string" ? value : undefined;
}

function conflictingGroups(markers: readonly Marker[]): readonly Diagnostic[] {
  const all = markers.filter((marker) => marker.name === "groupName");
  const [first] = all;
  const other = all.find((marker) => marker.arguments[""] !== first?.arguments[""]);
  if (first === undefined || other === undefined) return [];
  return [
    {
      severity: "error",
      message: "the types of one folder belong to one API group, but two are named",
      position: other.position,
      hint: "Move the types of the other group to a folder of their own.",
      related: [{ message: "the first group", position: first.position }],
    },
  ];
}

/** Two groups are an error already. */
function doubledMarkers(markers: readonly Marker[]): readonly Diagnostic[] {
  return describeDoubledMarkers(markers.filter(({ name }) => name !== "groupName"));
}

function toSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}
