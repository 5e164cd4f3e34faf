import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
import { nearestName } from "#diagnostics/suggestion.ts";
import type { MarkerDefinition } from "./definition.ts";
import type { MarkerTarget } from "./marker.ts";
import type { MarkerHead } from "./split-marker.ts";

/** An error for a name that is ours or nearly so; else a warning, for some other tool may know it. */
export function describeUnknownMarker(
  head: MarkerHead,
  whole: Position,
  definitions: readonly MarkerDefinition[],
): Diagnostic {
  const name = head.fullName;
  const meant = nearestMarker(name, definitions);
  const position = { ...whole, length: name.length + 1 };
  const ours = /^(kubebuilder|homeostat)(:|$)/.test(name);
  if (meant === undefined && !ours) {
    return {
      severity: "warning",
      message: `unknown marker "+${name}" has no effect`,
      position,
      hint: "If it is for another tool, ignore this; if it is text, begin the line with another character.",
    };
  }
  const hint =
    meant === undefined
      ? "The markers that exist are listed at https://book.kubebuilder.io/reference/markers."
      : `Did you mean "+${meant}"?`;
  return { severity: "error", message: `unknown marker "+${name}"`, position, hint };
}

/** An error that says where the marker belongs. */
export function describeWrongTarget(
  candidates: readonly MarkerDefinition[],
  target: MarkerTarget,
  position: Position,
): Diagnostic {
  const name = candidates[0]?.name ?? "";
  const targets = [...new Set(candidates.flatMap((one) => one.targets))];
  return {
    severity: "error",
    message: `marker "+${name}" belongs to ${targets.map((one) => OWNERS[one]).join(" or ")}, not to ${OWNERS[target]}`,
    position,
    hint: `Move it ${targets.map((one) => PLACES[one]).join(" or ")}.`,
  };
}

const OWNERS: Readonly<Record<MarkerTarget, string>> = { package: "a package", type: "a type", field: "a field" };

const PLACES: Readonly<Record<MarkerTarget, string>> = {
  package: "to the top of a file of the package, with an empty line below",
  type: "above the declaration of the type",
  field: "above the property",
};

/** The marker that was probably meant: by its whole name, by the name before an argument, by its last part or by its beginning. */
function nearestMarker(name: string, definitions: readonly MarkerDefinition[]): string | undefined {
  const names = [...new Set(definitions.map((one) => one.name))];
  const whole = nearestByParts(name, names);
  if (whole !== undefined) return whole;
  const lastColon = name.lastIndexOf(":");
  const beforeArgument = lastColon < 0 ? undefined : nearestByParts(name.slice(0, lastColon), names);
  if (beforeArgument !== undefined) return beforeArgument + name.slice(lastColon);
  if (!/^(kubebuilder|homeostat|k8s)(:|$)|^[A-Z]/.test(name)) return undefined;
  return sameLastPart(name, names) ?? names.find((one) => one.startsWith(`${name}:`));
}

/** Each part must be near, not only the whole: `…:items:Enum` is not `…:items:Type`. */
function nearestByParts(name: string, names: readonly string[]): string | undefined {
  const parts = name.split(":");
  const candidates = names.filter((one) => {
    const own = one.split(":");
    return (
      own.length === parts.length && own.every((part, index) => nearestName(parts[index] ?? "", [part]) !== undefined)
    );
  });
  return nearestName(name, candidates);
}

/** `kubebuilder:Minimum` and `Minimum` mean `kubebuilder:validation:Minimum`. */
function sameLastPart(name: string, names: readonly string[]): string | undefined {
  const last = lastPart(name).toLowerCase();
  return names.find((one) => lastPart(one).toLowerCase() === last);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}
