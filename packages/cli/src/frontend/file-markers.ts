import type { SourceCache } from "#compiler/source-cache.ts";
import type { SourceUnit } from "#compiler/syntax.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { MarkerText } from "#markers/comment-markers.ts";
import { describeDoubledMarkers } from "#markers/doubled-markers.ts";
import type { Marker, MarkerTarget } from "#markers/marker.ts";
import { parseMarker, targetsOfMarker } from "#markers/parse-marker.ts";
import { associateComments } from "./associate-comments.ts";

/** The markers of one file, parsed and attached. */
export interface FileMarkers {
  /** What stands above the type or field whose anchor starts there. */
  above(anchor: number): DocumentedPart;
  /** In order of the source. */
  readonly packageMarkers: readonly Marker[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The doc text and markers of a type or field. */
export interface DocumentedPart {
  readonly doc: string;
  readonly markers: readonly Marker[];
}

/** Reads the markers of files, each once as long as it does not change. */
export function createMarkerReader(
  cache: SourceCache,
  display: (path: string) => string,
): (path: string) => FileMarkers {
  return (path) => {
    const unit = cache.unit(path, display(path));
    if (unit === undefined) return NONE;
    const known = read.get(unit);
    if (known !== undefined) return known;
    const markers = readFileMarkers(unit);
    read.set(unit, markers);
    return markers;
  };
}

const read = new WeakMap<SourceUnit, FileMarkers>();
const UNDOCUMENTED: DocumentedPart = { doc: "", markers: [] };
const NONE: FileMarkers = { above: () => UNDOCUMENTED, packageMarkers: [], diagnostics: [] };

function readFileMarkers(unit: SourceUnit): FileMarkers {
  const diagnostics: Diagnostic[] = [];
  const packageMarkers: Marker[] = [];
  const parts = new Map<number, DocumentedPart>();
  const parse = (one: MarkerText, target: MarkerTarget): readonly Marker[] => {
    const parsed = parseMarker(one.text, one.position, target);
    if (parsed === undefined) return [];
    if ("marker" in parsed) return [parsed.marker];
    diagnostics.push(parsed.diagnostic);
    return [];
  };
  const comments = associateComments(unit);
  for (const anchor of unit.anchors) {
    const above = comments.above.get(anchor.start);
    if (above === undefined || (anchor.kind !== "type" && anchor.kind !== "field")) continue;
    const { kind } = anchor;
    const own = above.separate.filter((one) => kind === "field" || !isOnlyForPackages(one));
    for (const one of above.separate) if (!own.includes(one)) packageMarkers.push(...parse(one, "package"));
    const markers = [...own, ...above.markers].flatMap((one) => parse(one, kind));
    diagnostics.push(...describeDoubledMarkers(markers));
    parts.set(anchor.start, { doc: above.doc, markers });
  }
  for (const one of comments.free) {
    const targets = targetsOfMarker(one.text);
    if (targets === undefined || targets.includes("package")) packageMarkers.push(...parse(one, "package"));
    else diagnostics.push(...detached(one));
  }
  for (const one of comments.stray) if (targetsOfMarker(one.text) !== undefined) diagnostics.push(...detached(one));
  for (const one of comments.trailing) if (targetsOfMarker(one.text) !== undefined) diagnostics.push(...trailing(one));
  return {
    above: (anchor) => parts.get(anchor) ?? UNDOCUMENTED,
    packageMarkers: packageMarkers.sort(bySource),
    diagnostics,
  };
}

function isOnlyForPackages(one: MarkerText): boolean {
  const targets = targetsOfMarker(one.text);
  return targets !== undefined && targets.includes("package") && !targets.includes("type");
}

function detached({ text, position }: MarkerText): readonly Diagnostic[] {
  const hint = targetsOfMarker(text)?.includes("field")
    ? "Put it directly above the field or type that it is for."
    : targetsOfMarker(text)?.includes("type")
      ? "Put it directly above the interface or type that it is for."
      : "Put it at the top level of the file.";
  // Another tool's, if parsing says so.
  if (parseMarker(text, position, targetsOfMarker(text)?.[0] ?? "package") === undefined) return [];
  return [{ severity: "error", message: `marker "${nameOf(text)}" belongs to nothing`, position, hint }];
}

function trailing({ text, position }: MarkerText): readonly Diagnostic[] {
  if (parseMarker(text, position, targetsOfMarker(text)?.[0] ?? "package") === undefined) return [];
  return [
    {
      severity: "error",
      message: `marker "${nameOf(text)}" stands behind code, where it has no effect`,
      position,
      hint: "Put it on a line of its own, above what it is for.",
    },
  ];
}

function nameOf(text: string): string {
  return /^\+[^\s=]+/.exec(text)?.[0] ?? text;
}

function bySource(a: Marker, b: Marker): number {
  return a.position.line - b.position.line || a.position.column - b.position.column;
}
