import { relative } from "node:path";
import type { ProjectFiles } from "#compiler/project-files.ts";
import type { FileMarkers } from "./file-markers.ts";
import { sourcesIn } from "./find-sources.ts";

/** What is asked about the files of a folder. */
export interface DefaultSources {
  readonly project: string;
  readonly files: ProjectFiles;
  readonly markersOf: (path: string) => FileMarkers;
}

/** `+kubebuilder:validation:Optional` above no declaration is for the whole folder, which need not be one of the paths. */
export function createDefaultReader({ project, files, markersOf }: DefaultSources): (folder: string) => boolean {
  const known = new Map<string, boolean>();
  const saysOptional = (folder: string): boolean => {
    const names = sourcesIn(folder, files).flatMap((file) => markersOf(file).packageMarkers.map((one) => one.name));
    const last = names.findLast((name) => /^kubebuilder:validation:(Optional|Required)$/.test(name));
    return last === "kubebuilder:validation:Optional";
  };
  return (folder) => {
    const optional = known.get(folder) ?? (!isOfPackage(folder, project) && saysOptional(folder));
    known.set(folder, optional);
    return optional;
  };
}

/** Whether a file or folder was installed. The project itself may be in any folder. */
export function isOfPackage(path: string, project: string): boolean {
  return `/${relative(project, path)}/`.replaceAll("\\", "/").includes("/node_modules/");
}
