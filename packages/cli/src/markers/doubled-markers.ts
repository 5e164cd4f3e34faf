import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { Marker } from "./marker.ts";
import { MARKER_DEFINITIONS } from "./registry.ts";

/**
 * Warns of markers that stand several times, with different values, where one counts: those above one type or field, or those of one
 * package. Said twice in the same way, nothing is lost.
 */
export function describeDoubledMarkers(markers: readonly Marker[]): readonly Diagnostic[] {
  // Most declarations have none or one.
  if (markers.length < 2) return [];
  const names = new Set(markers.map(({ name }) => name).filter((name) => !ADD_UP.has(name)));
  if (names.size === markers.length) return [];
  return [...names].flatMap((name) => {
    const all = markers.filter((one) => one.name === name);
    const last = all.at(-1);
    const others = all.filter((one) => last !== undefined && !isSame(one, last));
    if (last === undefined || others.length === 0) return [];
    return [
      {
        severity: "warning",
        message: `marker "+${name}" is given ${all.length === 2 ? "twice" : `${all.length} times`}, of which only this last one counts`,
        position: last.position,
        hint: "Keep the one that is meant.",
        related: others.map(({ position }) => ({ message: "without effect", position })),
      },
    ];
  });
}

const ADD_UP: ReadonlySet<string> = new Set(MARKER_DEFINITIONS.filter((one) => one.repeatable).map(({ name }) => name));

function isSame(one: Marker, other: Marker): boolean {
  return JSON.stringify(one.arguments) === JSON.stringify(other.arguments);
}
