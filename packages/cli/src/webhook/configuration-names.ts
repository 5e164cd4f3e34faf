import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { Marker } from "#markers/marker.ts";

/** Names of the two configurations. */
export interface ConfigurationNames {
  readonly mutating: string;
  readonly validating: string;
}

/** The names that `+kubebuilder:webhookconfiguration` markers give, at most one to each configuration. */
export function configurationNames(markers: readonly Marker[]): {
  readonly names: ConfigurationNames;
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const given = new Map<boolean, Marker>();
  for (const marker of markers) {
    const mutating = marker.arguments["mutating"] === true;
    const first = given.get(mutating);
    if (first === undefined) given.set(mutating, marker);
    else if (nameOf(first) !== nameOf(marker)) diagnostics.push(secondName(marker, first, mutating));
  }
  const nameFor = (mutating: boolean, otherwise: string): string => {
    const marker = given.get(mutating);
    return marker === undefined ? otherwise : nameOf(marker);
  };
  const names = {
    mutating: nameFor(true, "mutating-webhook-configuration"),
    validating: nameFor(false, "validating-webhook-configuration"),
  };
  return { names, diagnostics };
}

function secondName(marker: Marker, first: Marker, mutating: boolean): Diagnostic {
  const type = mutating ? "mutating" : "validating";
  return {
    severity: "error",
    message: `duplicate ${type} ${marker.name} with name ${nameOf(marker)}`,
    position: marker.position,
    hint: `All ${type} webhooks are in one configuration: give it one name.`,
    related: [{ message: `it was named ${nameOf(first)} here`, position: first.position }],
  };
}

function nameOf(marker: Marker): string {
  return String(marker.arguments["name"]);
}
