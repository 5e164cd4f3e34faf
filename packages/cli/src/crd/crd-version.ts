import type { Marker } from "#markers/marker.ts";
import type { ApiPackage, KindDeclaration } from "#model/model.ts";
import { kindSchema } from "./kind-schema.ts";
import type { SchemaContext } from "./schema-context.ts";
import type { SchemaNode } from "./schema-node.ts";

/** One version of a kind: where it is declared. */
export interface KindVersion {
  readonly package: ApiPackage;
  readonly kind: KindDeclaration;
}

/** An entry of `spec.versions`. */
export interface CrdVersion {
  readonly name: string;
  served: boolean;
  storage: boolean;
  readonly schema: { readonly openAPIV3Schema: SchemaNode };
  deprecated?: boolean;
  deprecationWarning?: string;
  additionalPrinterColumns?: readonly object[];
  selectableFields?: readonly object[];
  subresources?: { status?: object; scale?: object };
}

/** The entry of `spec.versions` that a declaration and its markers make. */
export function crdVersion(version: KindVersion, context: SchemaContext): CrdVersion {
  const { declaration } = version.kind;
  const entry: CrdVersion = {
    name: version.package.version,
    served: true,
    storage: false,
    schema: { openAPIV3Schema: kindSchema(declaration, context) },
  };
  context.sources.record(entry, declaration.position);
  const named = version.package.markers.find(({ name }) => name === "versionName");
  if (named !== undefined) context.sources.recordKey(entry, "name", named.argumentPositions[""] ?? named.position);
  for (const marker of declaration.markers) EFFECTS[marker.name]?.(entry, marker, context);
  return entry;
}

type Effect = (entry: CrdVersion, marker: Marker, context: SchemaContext) => void;

const EFFECTS: Readonly<Record<string, Effect>> = {
  "kubebuilder:storageversion": (entry, marker, context) => {
    entry.storage = true;
    context.sources.recordKey(entry, "storage", marker.position);
  },
  "kubebuilder:unservedversion": (entry, marker, context) => {
    entry.served = false;
    context.sources.recordKey(entry, "served", marker.position);
  },
  "kubebuilder:deprecatedversion": (entry, marker, context) => {
    entry.deprecated = true;
    const { warning } = marker.arguments;
    if (typeof warning === "string") entry.deprecationWarning = warning;
    context.sources.recordKey(entry, "deprecationWarning", marker.position);
  },
  "kubebuilder:subresource:status": (entry, marker, context) => {
    const status = {};
    entry.subresources = { ...entry.subresources, status };
    context.sources.record(status, marker.position);
  },
  "kubebuilder:subresource:scale": (entry, marker, context) => {
    const { specpath, statuspath, selectorpath } = marker.arguments;
    const scale = partOf(marker, context, {
      specReplicasPath: ["specpath", specpath],
      statusReplicasPath: ["statuspath", statuspath],
      labelSelectorPath: ["selectorpath", selectorpath],
    });
    entry.subresources = { ...entry.subresources, scale };
  },
  "kubebuilder:printcolumn": (entry, marker, context) => {
    const { name, type, JSONPath, description, format, priority } = marker.arguments;
    const column = partOf(marker, context, {
      name: ["name", name],
      type: ["type", type],
      jsonPath: ["JSONPath", JSONPath],
      description: ["description", description === "" ? undefined : description],
      format: ["format", format === "" ? undefined : format],
      priority: ["priority", priority === 0 ? undefined : priority],
    });
    entry.additionalPrinterColumns = [...(entry.additionalPrinterColumns ?? []), column];
    // controller-gen writes an empty object here, and its users have it in their files.
    entry.subresources ??= {};
  },
  "kubebuilder:selectablefield": (entry, marker, context) => {
    const field = partOf(marker, context, { jsonPath: ["JSONPath", marker.arguments["JSONPath"]] });
    entry.selectableFields = [...(entry.selectableFields ?? []), field];
  },
};

/** An object whose keys come from arguments of the marker; absent ones are left out. */
function partOf(
  marker: Marker,
  context: SchemaContext,
  keys: Readonly<Record<string, readonly [argument: string, value: unknown]>>,
): object {
  const part: Record<string, unknown> = {};
  context.sources.record(part, marker.position);
  for (const [key, [argument, value]] of Object.entries(keys)) {
    if (value === undefined) continue;
    part[key] = value;
    const position = marker.argumentPositions[argument];
    if (position !== undefined) context.sources.recordKey(part, key, position);
  }
  return part;
}
