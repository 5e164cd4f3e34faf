import { type BuiltinDefinition, readBuiltinDefinitions, referredDefinition } from "#model/builtin-definition.ts";
import type { KnownType } from "#model/model.ts";
import { goMarkers, isSpelledOutDefault, type BuiltinPlace } from "./go-markers.ts";
import { warnAboutMetadata } from "./metadata-warning.ts";
import { trailText, within, type BuiltinSchemas, type SchemaContext } from "./schema-context.ts";
import type { SchemaNode } from "./schema-node.ts";

/** Reads the table when the first type is asked for. */
export function createBuiltinSchemas(known: (type: KnownType) => SchemaNode): BuiltinSchemas {
  const done = new Map<string, SchemaNode>();
  let table: Readonly<Record<string, BuiltinDefinition>> | undefined;

  const named = (name: string, context: SchemaContext): SchemaNode | undefined => {
    const special = SPECIAL[name];
    if (special === "ObjectMeta") warnAboutMetadata(context.position, context);
    if (special !== undefined) return withoutDescriptions(known(special));
    const ready = done.get(name);
    if (ready !== undefined) return ready;
    table ??= readBuiltinDefinitions();
    const definition = table[name];
    if (definition === undefined) return undefined;
    if (reportRecursion(name, context)) return {};
    const schema = within(context, { definition: name }, () => convert(definition, { of: shortName(name) }, context));
    done.set(name, schema);
    return schema;
  };

  const convert = (node: BuiltinDefinition, place: BuiltinPlace, context: SchemaContext): SchemaNode => {
    const reference = referredDefinition(node);
    const target = reference === undefined ? undefined : named(reference, context);
    const schema: SchemaNode = { ...target, ...scalarKeys(node, place) };
    if (node.properties !== undefined) {
      schema.properties = Object.fromEntries(
        Object.entries(node.properties).map(([name, property]) => {
          const of = { of: place.of, property: name };
          return [name, within(context, { part: `.${name}` }, () => convert(property, of, context))];
        }),
      );
    }
    const part = { of: "" };
    if (node.items !== undefined) schema.items = convert(node.items, part, context);
    if (node.additionalProperties !== undefined)
      schema.additionalProperties = convert(node.additionalProperties, part, context);
    return schema;
  };

  return {
    schema(definition, field, context) {
      const whole = named(definition, context);
      return field === undefined ? whole : whole?.properties?.[field];
    },
  };
}

const META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** Definitions with a schema of their own in CRDs. */
const SPECIAL: Readonly<Record<string, KnownType>> = {
  [`${META}Time`]: "Time",
  [`${META}MicroTime`]: "MicroTime",
  [`${META}Duration`]: "Duration",
  [`${META}ObjectMeta`]: "ObjectMeta",
  [`${META}FieldsV1`]: "Fields",
  [`${META}Condition`]: "Condition",
  "io.k8s.apimachinery.pkg.api.resource.Quantity": "Quantity",
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "IntOrString",
  "io.k8s.apimachinery.pkg.runtime.RawExtension": "RawExtension",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "JSONValue",
};

/** What carries over as it stands; enums and patch keys are not markers that controller-gen knows. */
function scalarKeys(node: BuiltinDefinition, place: BuiltinPlace): SchemaNode {
  const schema: SchemaNode = {};
  if (node.type !== undefined) schema.type = node.type;
  if (node.format !== undefined) schema.format = node.format;
  if (node.default !== undefined && isSpelledOutDefault(place, node.default)) schema.default = node.default;
  if (node.required !== undefined) schema.required = [...node.required].sort();
  for (const key of ["x-kubernetes-list-type", "x-kubernetes-map-type"] as const) {
    const value = node[key];
    if (value !== undefined) schema[key] = value;
  }
  const keys = node["x-kubernetes-list-map-keys"];
  if (keys !== undefined) schema["x-kubernetes-list-map-keys"] = keys;
  return { ...schema, ...goMarkers(place) };
}

/** The schemas of built-in types have none. */
function withoutDescriptions(schema: SchemaNode): SchemaNode {
  const { description, ...rest } = schema;
  if (rest.properties !== undefined) {
    const entries = Object.entries(rest.properties);
    rest.properties = Object.fromEntries(entries.map(([name, property]) => [name, withoutDescriptions(property)]));
  }
  return description === undefined && rest.properties === undefined ? schema : rest;
}

function shortName(definition: string): string {
  return definition.slice(definition.lastIndexOf(".") + 1);
}

/** True when the definition is being expanded further up; the user's use of it is to blame. */
function reportRecursion(name: string, context: SchemaContext): boolean {
  const from = context.trail.findIndex((step) => "definition" in step && step.definition === name);
  if (from < 0) return false;
  const short = shortName(name);
  const { position } = context;
  context.report({
    severity: "error",
    message: `the type ${short} of Kubernetes contains itself (${trailText(context, from)} → ${short}), which no CRD can describe`,
    ...(position === undefined ? {} : { position }),
    hint: "Use JSONValue or RawExtension for the field, or +kubebuilder:validation:Schemaless with +kubebuilder:pruning:PreserveUnknownFields.",
  });
  return true;
}
