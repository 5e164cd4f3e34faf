import type { ApiModel } from "#model/model.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { parseMarker } from "./parse-marker.ts";

/** The package markers of one source file, as texts. */
export interface MarkerFile {
  readonly file: string;
  readonly markers: readonly string[];
}

/** A model that has package markers only, one package for each folder, and what was wrong with them. */
export function modelOfMarkers(files: readonly MarkerFile[]): {
  readonly model: ApiModel;
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const packages = files.map(({ file, markers }) => ({
    folder: file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".",
    files: [file],
    group: undefined,
    version: "v1",
    markers: markers.flatMap((text, index) => {
      const result = parseMarker(text, { file, line: index + 1, column: 4 }, "package");
      if (result === undefined) return [];
      if ("marker" in result) return [result.marker];
      diagnostics.push(result.diagnostic);
      return [];
    }),
    types: [],
    kinds: [],
  }));
  return { model: { packages }, diagnostics };
}
