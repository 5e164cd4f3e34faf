import type { SourceUnit } from "#compiler/syntax.ts";
import type { FileMarkers } from "./file-markers.ts";

/**
 * Whether the types of a folder are an API: it names its group or version, a type extends `CustomResource`, or a type has markers.
 * The files of controllers have none of that, so their types, which no schema could describe, are left alone.
 */
export function isApiFolder(units: readonly SourceUnit[], markersOf: (path: string) => FileMarkers): boolean {
  return units.some((unit) => {
    const markers = markersOf(unit.path);
    return (
      markers.packageMarkers.some((marker) => marker.name === "groupName" || marker.name === "versionName") ||
      unit.types.some(
        (type) =>
          type.bases.some((base) => /(^|\.)CustomResource$/.test(base)) ||
          markers.above(type.anchor).markers.length > 0,
      )
    );
  });
}
