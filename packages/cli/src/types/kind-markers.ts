import { pluralize } from "#names/pluralize.ts";
import type { ForeignColumn, ForeignCrd, ForeignVersion } from "./foreign-crd.ts";
import { argumentsText, listText, quoted } from "./marker-text.ts";

/** The markers of a kind in one version that give the CRD its names, columns and subresources back. */
export function kindMarkers(crd: ForeignCrd, version: ForeignVersion): readonly string[] {
  const scale = version.subresources?.scale;
  return [
    "kubebuilder:object:root=true",
    ...(version.storage && crd.spec.versions.length > 1 ? ["kubebuilder:storageversion"] : []),
    ...(version.served ? [] : ["kubebuilder:unservedversion"]),
    ...deprecation(version),
    ...resource(crd),
    ...(version.subresources?.status === undefined ? [] : ["kubebuilder:subresource:status"]),
    ...(scale === undefined
      ? []
      : [
          `kubebuilder:subresource:scale:${argumentsText({
            specpath: scale.specReplicasPath,
            statuspath: scale.statusReplicasPath,
            selectorpath: scale.labelSelectorPath,
          })}`,
        ]),
    ...(version.selectableFields ?? []).map(
      ({ jsonPath }) => `kubebuilder:selectablefield:JSONPath=${quoted(jsonPath)}`,
    ),
    ...(version.additionalPrinterColumns ?? []).map(column),
    ...(version.storage ? metadata(crd) : []),
  ];
}

function deprecation({ deprecated, deprecationWarning }: ForeignVersion): readonly string[] {
  if (deprecated !== true) return [];
  return [
    `kubebuilder:deprecatedversion${deprecationWarning === undefined ? "" : `:warning=${quoted(deprecationWarning)}`}`,
  ];
}

/** Only what differs from what the generator makes of the kind's name. */
function resource({ spec: { names, scope } }: ForeignCrd): readonly string[] {
  const { kind, plural, singular, shortNames = [], categories = [] } = names;
  const text = argumentsText({
    path: plural === pluralize(kind).toLowerCase() ? undefined : plural,
    scope: scope === "Cluster" ? "Cluster" : undefined,
    shortName: shortNames.length === 0 ? undefined : listText(shortNames),
    categories: categories.length === 0 ? undefined : listText(categories),
    singular: singular === undefined || singular === "" || singular === kind.toLowerCase() ? undefined : singular,
  });
  return text === "" ? [] : [`kubebuilder:resource:${text}`];
}

function column({ name, type, jsonPath, description, format, priority }: ForeignColumn): string {
  return `kubebuilder:printcolumn:${argumentsText({
    name: quoted(name),
    type,
    JSONPath: quoted(jsonPath),
    description: description === undefined || description === "" ? undefined : quoted(description),
    format: format === undefined || format === "" ? undefined : quoted(format),
    priority: priority === undefined || priority === 0 ? undefined : String(priority),
  })}`;
}

function metadata({ metadata: { annotations = {}, labels = {} } }: ForeignCrd): readonly string[] {
  const pairs = (all: Readonly<Record<string, string>>): string | undefined => {
    const kept = Object.entries(all).filter(([key]) => !OF_A_CLUSTER.test(key));
    return kept.length === 0 ? undefined : kept.map(([key, value]) => quoted(`${key}=${value}`)).join(";");
  };
  const text = argumentsText({ annotations: pairs(annotations), labels: pairs(labels) });
  return text === "" ? [] : [`kubebuilder:metadata:${text}`];
}

/** Written by tools when they apply or generate a CRD; they say nothing of the API. */
const OF_A_CLUSTER = /^(kubectl\.kubernetes\.io|meta\.helm\.sh|controller-gen\.kubebuilder\.io)\//;
