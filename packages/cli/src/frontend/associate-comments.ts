import type { Anchor, Comment, SourceUnit } from "#compiler/syntax.ts";
import { commentLines, type MarkerText, readCommentGroup } from "#markers/comment-markers.ts";

/** Which comments of a file belong to what. */
export interface FileComments {
  /** What stands above a type or a field, by the `start` of its anchor. */
  readonly above: ReadonlyMap<number, CommentsAbove>;
  /** Markers above statements that are no types, at the end of the file, and standing free between the declarations. */
  readonly free: readonly MarkerText[];
  /** Markers inside of bodies, or not close enough to a field: they belong to nothing. */
  readonly stray: readonly MarkerText[];
  /** Markers behind code on the same line. */
  readonly trailing: readonly MarkerText[];
}

/** The comments of one declaration. */
export interface CommentsAbove {
  readonly doc: string;
  /** Of the comments directly above it. */
  readonly markers: readonly MarkerText[];
  /** Of the closest comments above those, empty lines apart. */
  readonly separate: readonly MarkerText[];
}

/**
 * Comments that touch each other are a group. To a declaration belong the group directly above it and the closest one above that;
 * groups farther up belong to the package, or, inside of an object type, to nothing.
 */
export function associateComments(unit: SourceUnit): FileComments {
  const groups = groupsOf(unit.comments.filter((comment) => comment.ownLine));
  const above = new Map<number, CommentsAbove>();
  const free: MarkerText[] = [];
  const used = new Set<Group>();
  const markersIn = (all: readonly Group[]): readonly MarkerText[] =>
    all.flatMap((group) => readGroup(unit, group).markers);

  for (const anchor of unit.anchors) {
    const leading = groups.filter((group) => isLeading(group, anchor));
    for (const group of leading) used.add(group);
    if (anchor.kind === "statement" || anchor.kind === "end") {
      free.push(...markersIn(leading));
      continue;
    }
    const last = leading.at(-1);
    const direct = last !== undefined && isDirectlyAbove(last, anchor) ? last : undefined;
    const separate = direct === undefined ? last : leading.at(-2);
    above.set(anchor.start, commentsAbove(unit, { direct, separate, anchor }));
    const others = leading.filter((group) => group !== direct && group !== separate);
    if (anchor.kind === "type") free.push(...markersIn(others));
    else for (const group of others) used.delete(group);
  }
  return {
    above,
    free,
    stray: markersIn(groups.filter((group) => !used.has(group))),
    trailing: markersIn(unit.comments.filter((comment) => !comment.ownLine).map((comment) => [comment])),
  };
}

/** Comments on lines that follow each other. */
type Group = readonly Comment[];

function groupsOf(comments: readonly Comment[]): readonly Group[] {
  const groups: Comment[][] = [];
  for (const comment of comments) {
    const group = groups.at(-1);
    const touches = group?.at(-1)?.lastLine === comment.firstLine - 1;
    if (group !== undefined && touches) group.push(comment);
    else groups.push([comment]);
  }
  return groups;
}

function isLeading(group: Group, anchor: Anchor): boolean {
  const start = group[0]?.start ?? 0;
  return anchor.leadingStart <= start && start < anchor.start;
}

function isDirectlyAbove(group: Group, anchor: Anchor): boolean {
  return (group.at(-1)?.lastLine ?? 0) >= anchor.line - 1;
}

function commentsAbove(
  unit: SourceUnit,
  parts: { readonly direct: Group | undefined; readonly separate: Group | undefined; readonly anchor: Anchor },
): CommentsAbove {
  const direct = readGroup(unit, parts.direct ?? []);
  const separate = readGroup(unit, parts.separate ?? []);
  // TypeScript ties JSDoc to what follows it, empty lines or not; but a first comment above imports is the file's.
  const isLicence = parts.separate?.[0]?.start === unit.comments[0]?.start && parts.anchor.leadingStart === 0;
  return {
    doc: direct.doc === "" && !isLicence ? separate.doc : direct.doc,
    markers: direct.markers,
    separate: separate.markers,
  };
}

function readGroup(unit: SourceUnit, group: Group): ReturnType<typeof readCommentGroup> {
  return readCommentGroup(
    group.flatMap((comment) => commentLines(comment.text, unit.positionOf(comment.start, comment.end))),
  );
}
