import { builtinResources, builtinSchema, goForm, type BuiltinResource } from "@homeostat/schema";
import type { ApiObject } from "#storage/store.ts";
import { autoscalerV1Conversion } from "./autoscaler-conversion.ts";
import { createBuiltinStrategy } from "./builtin-strategy.ts";
import { columnsOf } from "./columns/columns.ts";
import { crdStrategy } from "./crd-strategy.ts";
import { eventConversion } from "./event-conversion.ts";
import { rulesOf } from "./kinds/kinds.ts";
import type { Resource, ResourceVersion, Strategy, Subresource } from "./resource.ts";
import { selectableFieldsOf } from "./selectable-fields.ts";

/**
 * Every resource that a Kubernetes API server serves by itself, in the order of discovery. Schemas are read when they are
 * first asked for, so that this is cheap at startup.
 */
export function builtinResourceList(): readonly Resource[] {
  const byName = new Map<string, BuiltinResource[]>();
  for (const row of builtinResources()) {
    const key = `${row.resource}.${row.group}`;
    const versions = byName.get(key);
    if (versions === undefined) byName.set(key, [row]);
    else versions.push(row);
  }
  return [...byName.values()].flatMap(([preferred, ...others]) =>
    preferred === undefined ? [] : [resourceOf(preferred, others)],
  );
}

function resourceOf(preferred: BuiltinResource, others: readonly BuiltinResource[]): Resource {
  const { group, version, resource, singular, kind, namespaced, shortNames, categories, verbs, subresources } =
    preferred;
  const isEvent = resource === "events";
  return {
    group,
    resource,
    singular,
    kind,
    listKind: `${kind}List`,
    shortNames,
    categories,
    namespaced,
    versions: [preferred, ...others].map(versionOf),
    table: isEvent || group === "" ? resource : `${resource}.${group}`,
    storage: isEvent ? { group: "", version: "v1" } : { group, version },
    verbs,
    subresources: subresources.map((one) => subresourceOf(one, preferred)),
    strategy: strategyOf(preferred),
    custom: false,
  };
}

function strategyOf({ group, version, resource, kind, namespaced, subresources }: BuiltinResource): Strategy {
  if (resource === "customresourcedefinitions") {
    const formed = (object: ApiObject): ApiObject => goForm(object, { group, version, kind });
    return { ...crdStrategy, applyDefaults: (object, wanted) => crdStrategy.applyDefaults(formed(object), wanted) };
  }
  const hasStatus = subresources.some((one) => one.name === "status");
  return createBuiltinStrategy({ group, version, kind, hasStatus, namespaced }, rulesOf(group, resource));
}

function versionOf({ group, version, resource, kind, columns }: BuiltinResource): ResourceVersion {
  const convert = CONVERSIONS[`${resource}.${group}/${version}`];
  const deprecationWarning = DEPRECATIONS[`${group}/${version}/${kind}`];
  let schema: ResourceVersion["schema"];
  return {
    version,
    get schema() {
      return (schema ??= builtinSchema(group, version, kind) ?? PRESERVE);
    },
    columns: columnsOf(group, resource, columns),
    ...(deprecationWarning === undefined ? {} : { deprecationWarning }),
    selectableFields: selectableFieldsOf(group, resource),
    ...(convert === undefined ? {} : { convert }),
  };
}

/** Kinds of which no table knows more. */
const PRESERVE: NonNullable<ResourceVersion["schema"]> = {
  type: "object",
  "x-kubernetes-preserve-unknown-fields": true,
};

const CONVERSIONS: Readonly<Record<string, NonNullable<ResourceVersion["convert"]>>> = {
  "events.events.k8s.io/v1": eventConversion,
  "horizontalpodautoscalers.autoscaling/v1": autoscalerV1Conversion,
};

const DEPRECATIONS: Readonly<Record<string, string>> = {
  "/v1/Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  "/v1/ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
};

function subresourceOf(
  { name, verbs, kind }: BuiltinResource["subresources"][number],
  owner: BuiltinResource,
): Subresource {
  const isOwn = kind.group === owner.group && kind.version === owner.version && kind.kind === owner.kind;
  return { name, verbs, ...(isOwn ? {} : { kind }), ...(name === "scale" ? { scale: SCALE } : {}) };
}

/** Where the numbers of all scalable built-in kinds are. */
const SCALE: NonNullable<Subresource["scale"]> = {
  specReplicasPath: ".spec.replicas",
  statusReplicasPath: ".status.replicas",
  labelSelectorPath: ".spec.selector",
};
