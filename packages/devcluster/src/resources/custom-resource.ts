import { crdSpec, crdStatus, parseSchema, type CrdSpec, type CrdVersion } from "@homeostat/schema";
import type { ApiObject } from "#storage/store.ts";
import { printerColumns } from "./crd-columns.ts";
import { customResourceStrategy } from "./crd-instance-strategy.ts";
import { withResourceFields } from "./crd-schema.ts";
import { compareVersions } from "./crd-version-order.ts";
import { valueAt } from "./json-path.ts";
import type { Resource, ResourceVersion, Subresource } from "./resource.ts";

/**
 * The resource that a valid CustomResourceDefinition defines, under its accepted names. A CRD that is being deleted gives a
 * resource that refuses to create.
 */
export function customResource(crd: ApiObject): Resource {
  const spec = crdSpec(crd);
  const accepted = crdStatus(crd).acceptedNames;
  const names = accepted !== undefined && accepted.kind !== "" ? accepted : spec.names;
  const storage = spec.versions.find((one) => one.storage)?.name ?? "";
  const served = spec.versions.filter((one) => one.served).sort((a, b) => compareVersions(a.name, b.name));
  return {
    group: spec.group,
    resource: spec.names.plural,
    singular: names.singular ?? "",
    kind: spec.names.kind,
    listKind: spec.names.listKind ?? `${spec.names.kind}List`,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === "Namespaced",
    versions: served.map((version) => resourceVersion(spec, version)),
    table: `${spec.names.plural}.${spec.group}`,
    storage: { group: spec.group, version: storage },
    verbs: VERBS,
    subresources: subresources(served),
    strategy: customResourceStrategy(crd),
    custom: true,
  };
}

/** In the order of discovery. */
const VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

function resourceVersion(spec: CrdSpec, version: CrdVersion): ResourceVersion {
  const warning = version.deprecationWarning ?? `${spec.group}/${version.name} ${spec.names.kind} is deprecated`;
  return {
    version: version.name,
    schema: withResourceFields(parseSchema(version.schema?.openAPIV3Schema)),
    columns: printerColumns(version.additionalPrinterColumns),
    ...(version.deprecated === true ? { deprecationWarning: warning } : {}),
    selectableFields: selectableFields(version),
  };
}

/** `.spec.color` is selected by `spec.color`; a value that is absent or null is the empty text. */
function selectableFields(version: CrdVersion): ReadonlyMap<string, (object: ApiObject) => string> {
  const fields = new Map<string, (object: ApiObject) => string>();
  for (const { jsonPath } of version.selectableFields ?? []) {
    fields.set(jsonPath.slice(1), (object) => {
      const value = valueAt(object, jsonPath);
      return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
    });
  }
  return fields;
}

/** Those of every served version; where versions differ, the preferred one counts. */
function subresources(served: readonly CrdVersion[]): readonly Subresource[] {
  const found: Subresource[] = [];
  if (served.some((one) => one.subresources?.status !== undefined))
    found.push({ name: "status", verbs: SUBRESOURCE_VERBS });
  const scale = served.find((one) => one.subresources?.scale !== undefined)?.subresources?.scale;
  if (scale !== undefined) {
    found.push({
      name: "scale",
      verbs: SUBRESOURCE_VERBS,
      kind: { group: "autoscaling", version: "v1", kind: "Scale" },
      scale,
    });
  }
  return found;
}

const SUBRESOURCE_VERBS = ["get", "patch", "update"];
