import type { GeneratedFile } from "#files/generated-file.ts";
import type { Declaration, Member } from "./declaration.ts";
import { documentation } from "./documentation.ts";
import { createFileScope } from "./file-scope.ts";
import type { ForeignCrd, ForeignVersion } from "./foreign-crd.ts";
import { type ForeignSchema, storedSchema } from "./foreign-schema.ts";
import { kindMarkers } from "./kind-markers.ts";
import { constraintsOf, schemaMarker } from "./schema-markers.ts";
import { memberOf } from "./type-of-schema.ts";
import { typesFile } from "./types-file.ts";

/** The file with the types of one kind in one version. */
export function crdTypesFile(crd: ForeignCrd, version: ForeignVersion, folder: KindFolder): GeneratedFile {
  const { kind } = crd.spec.names;
  const scope = createFileScope(folder.taken, folder.kinds);
  const schema = storedSchema(version.schema?.openAPIV3Schema ?? {});
  const doc = documentation(schema.description);
  const declaration: Declaration = { name: kind, doc: doc.text, markers: [], body: { members: [] } };
  scope.declare(declaration);
  declaration.body = { extends: scope.meta("KubernetesObject"), members: rootMembers(schema, kind, { scope }) };
  const own = constraintsOf(schema, rootSchema(schema), { structure: true });
  // The generator leaves out that apiVersion, kind or metadata are required, unless it is told so.
  const required =
    schema.required?.some((name) => IMPLIED[name] !== undefined) === true ? { required: schema.required } : {};
  const rest = { ...own.rest, ...required, ...doc.rest };
  declaration.markers = [...kindMarkers(crd, version), ...own.markers, ...schemaMarker(rest)];
  return { path: `${folder.path}/${kindFileName(kind)}`, content: typesFile(scope) };
}

/** A folder of generated types: one version of a group. */
export interface KindFolder {
  readonly path: string;
  /** Names of types in the folder; grows. */
  readonly taken: Set<string>;
  readonly kinds: ReadonlySet<string>;
}

/** `certificate_types.ts`, as kubebuilder names the files of kinds. */
export function kindFileName(kind: string): string {
  return `${kind.toLowerCase()}_types.ts`;
}

/** The properties that every kind has are not repeated, unless the schema says more of them than they are. */
function rootMembers(
  schema: ForeignSchema,
  kind: string,
  context: Parameters<typeof memberOf>[2]["context"],
): readonly Member[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const isImplied = IMPLIED[name] !== undefined && !required.has(name) && hasOnly(property, IMPLIED[name]);
    if (isImplied) return [];
    const { description: _, ...rest } = property;
    const shown = IMPLIED[name] === undefined ? property : rest;
    const options = { context, parent: kind, optional: !required.has(name) };
    return [name === "metadata" ? metadataMember(shown, options) : memberOf(name, shown, options)];
  });
}

const IMPLIED: Readonly<Record<string, string>> = { apiVersion: "string", kind: "string", metadata: "object" };

function hasOnly(property: ForeignSchema, type: string): boolean {
  return property.type === type && Object.keys(property).every((key) => key === "type" || key === "description");
}

/** The object's own metadata stays `ObjectMeta`, whatever the schema restricts of it. */
function metadataMember(schema: ForeignSchema, options: Parameters<typeof memberOf>[2]): Member {
  const { type, ...restrictions } = schema;
  const member = memberOf("metadata", { type: type ?? "object" }, options);
  return { ...member, markers: schemaMarker(restrictions) };
}

/** What the kind's interface alone gives. */
function rootSchema(schema: ForeignSchema): ForeignSchema {
  const declared = Object.keys(schema.properties ?? {});
  const required = (schema.required ?? []).filter((name) => declared.includes(name));
  return {
    type: "object",
    ...(schema.properties === undefined ? {} : { properties: schema.properties }),
    ...(required.length === 0 ? {} : { required }),
  };
}
