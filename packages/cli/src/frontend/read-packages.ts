import { basename, dirname, relative } from "node:path";
import type { Program } from "#compiler/open-program.ts";
import type { ProjectFiles } from "#compiler/project-files.ts";
import type { Origin, SourceUnit } from "#compiler/syntax.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { describeDoubledMarkers } from "#markers/doubled-markers.ts";
import type { Marker } from "#markers/marker.ts";
import type { ApiModel, ApiPackage, KindDeclaration, TypeDeclaration } from "#model/model.ts";
import { createDeclaredTypes, type DeclaredTypes } from "./declare-types.ts";
import type { FileMarkers } from "./file-markers.ts";
import { sourcesIn } from "./find-sources.ts";
import { isKind, notAKind, reachableTypes } from "./kind-shape.ts";

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
  /** Undefined when there is no API folder. */
  readonly program: Program | undefined;
  readonly files: ProjectFiles;
  readonly markersOf: (path: string) => FileMarkers;
  readonly display: (path: string) => string;
}

/** Reads the packages: markers of all folders, types of those that are an API. */
export function readPackages(sources: PackageSources): { model: ApiModel; diagnostics: readonly Diagnostic[] } {
  const { folders, apiFolders, program, markersOf, project } = sources;
  const diagnostics = folders.flatMap(({ files }) => files.flatMap((file) => markersOf(file).diagnostics));
  const typeErrorsOf = createTypeChecker(sources);
  const declared = createDeclaredTypes({
    commentsOf: ({ origin, anchor }) => markersOf(origin.path).above(anchor),
    isOptionalByDefault: createDefaultReader(sources),
    typeErrorsOf: ({ path }) => typeErrorsOf(path),
  });
  const types = new Map<string, readonly TypeDeclaration[]>();
  for (const { files } of apiFolders) {
    for (const file of files) {
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
  return { model: { packages }, diagnostics: [...diagnostics, ...typeDiagnostics(packages, declared)] };
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

/** `+kubebuilder:validation:Optional` above no declaration is for the whole folder, which need not be one of the paths. */
function createDefaultReader({ project, files, markersOf }: PackageSources): (origin: Origin) => boolean {
  const known = new Map<string, boolean>();
  return ({ path }) => {
    const folder = dirname(path);
    if (isOfPackage(path, project)) return false;
    const cached = known.get(folder);
    if (cached !== undefined) return cached;
    const names = sourcesIn(folder, files).flatMap((file) => markersOf(file).packageMarkers.map((one) => one.name));
    const last = names.findLast((name) => /^kubebuilder:validation:(Optional|Required)$/.test(name));
    const optional = last === "kubebuilder:validation:Optional";
    known.set(folder, optional);
    return optional;
  };
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

/** Whether a file was installed. The project itself may be in any folder. */
function isOfPackage(path: string, project: string): boolean {
  return `/${relative(project, path)}/`.replaceAll("\\", "/").includes("/node_modules/");
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
