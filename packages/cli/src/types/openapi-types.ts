import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { GeneratedFile } from "#files/generated-file.ts";
import type { BareType } from "./bare-type.ts";
import type { Declaration } from "./declaration.ts";
import { documentation } from "./documentation.ts";
import { createFileScope, type FileScope } from "./file-scope.ts";
import type { ForeignObject } from "./foreign-crd.ts";
import type { ForeignSchema } from "./foreign-schema.ts";
import { groupBy } from "./group-by.ts";
import { groupVersionFile } from "./group-version-file.ts";
import { type ImportExtension, type KindNames, KINDS_FILE, kindTokensText } from "#typescript/kind-tokens.ts";
import { type OpenApiDocument, readOpenApiDocument, type ServedKind } from "./openapi-document.ts";
import { constraintsOf, schemaMarker } from "./schema-markers.ts";
import { membersOf, type TypeContext, typeOfSchema } from "./type-of-schema.ts";
import { typesFile } from "./types-file.ts";

/** Where the files go, and which kinds are wanted. */
export interface OpenApiOptions {
  /** The folder of a group's version. */
  readonly pathOf: (group: string, version: string) => string;
  readonly importExtension: ImportExtension;
  readonly select: (kind: KindNames) => boolean;
  /** Kinds that CRDs gave already, as `group/version/kind`: they say more than the documents. */
  readonly given: ReadonlySet<string>;
}

/**
 * The types and tokens of the kinds of OpenAPI v3 documents. All types of a folder stand in one file, because definitions share each
 * other. The folder is marked `+kubebuilder:skip`: built-in and aggregated kinds have no CRD.
 */
export function openApiFiles(
  documents: readonly ForeignObject[],
  options: OpenApiOptions,
): { readonly files: readonly GeneratedFile[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const files = documents.flatMap((source) => {
    const document = readOpenApiDocument(source);
    if ("severity" in document) {
      diagnostics.push(document);
      return [];
    }
    const wanted = document.kinds.filter(
      (one) => options.select(one) && !options.given.has(`${one.group}/${one.version}/${one.kind}`),
    );
    const folders = groupBy(wanted, ({ group, version }) => options.pathOf(group, version));
    return [...folders].flatMap(([path, kinds]) => folderFiles(path, kinds, document, options.importExtension));
  });
  return { files, diagnostics };
}

const TYPES_FILE = "openapi_types";

function folderFiles(
  path: string,
  kinds: readonly ServedKind[],
  document: OpenApiDocument,
  extension: ImportExtension,
): readonly GeneratedFile[] {
  const names = new Set(kinds.map(({ kind }) => kind));
  const scope = createFileScope(new Set(names), names);
  const context: TypeContext = { scope, reference: createReferences(document, scope) };
  for (const kind of kinds) declareKind(kind, document.definitions[kind.definition] ?? {}, context);
  const module = `./${TYPES_FILE}${extension}`;
  return [
    { path: `${path}/${TYPES_FILE}.ts`, content: typesFile(scope) },
    groupVersionFile(path, { ...kinds[0], skip: true }),
    { path: `${path}/${KINDS_FILE}`, content: kindTokensText(kinds.map((kind) => ({ ...kind, module }))) },
  ];
}

function declareKind({ kind }: KindNames, schema: ForeignSchema, context: TypeContext): void {
  const doc = documentation(schema.description);
  const declaration: Declaration = {
    name: kind,
    doc: doc.text,
    markers: schemaMarker(doc.rest),
    body: { members: [] },
  };
  context.scope.declare(declaration);
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...properties } = schema.properties ?? {};
  const members = membersOf({ ...schema, properties }, kind, context);
  declaration.body = { extends: context.scope.meta("KubernetesObject"), members };
}

/** Named types for the definitions that are referred to, each declared once, when it is first met: definitions may be recursive. */
function createReferences(document: OpenApiDocument, scope: FileScope): (reference: string) => BareType | undefined {
  const declaredNames = new Map<string, string>();
  const context: TypeContext = { scope, reference: typeOf };
  return typeOf;

  function typeOf(reference: string): BareType | undefined {
    const definition = reference.slice(reference.lastIndexOf("/") + 1);
    const meta = META_DEFINITIONS[definition];
    if (meta !== undefined) return { text: scope.meta(meta), produced: { $ref: reference } };
    const schema = document.definitions[definition];
    if (schema === undefined) return undefined;
    const known = declaredNames.get(definition);
    if (known !== undefined) return { text: known, produced: { $ref: reference } };
    const name = scope.uniqueName(definition.slice(definition.lastIndexOf(".") + 1));
    declaredNames.set(definition, name);
    declareDefinition(name, schema, context);
    return { text: name, produced: { $ref: reference } };
  }
}

function declareDefinition(name: string, schema: ForeignSchema, context: TypeContext): void {
  const doc = documentation(schema.description);
  const declaration: Declaration = { name, doc: doc.text, markers: [], body: { members: [] } };
  context.scope.declare(declaration);
  const isStruct = schema.type === "object" && schema.additionalProperties === undefined;
  const bare = isStruct
    ? { text: name, produced: structSchema(schema) }
    : typeOfSchema(schema, { context, name: () => context.scope.uniqueName(name, "Value") });
  declaration.body = isStruct ? { members: membersOf(schema, name, context) } : { alias: bare.text };
  const own = constraintsOf(schema, bare.produced, { structure: isStruct });
  declaration.markers = [...own.markers, ...schemaMarker({ ...own.rest, ...doc.rest })];
}

function structSchema({ properties, required }: ForeignSchema): ForeignSchema {
  return { type: "object", ...(properties && { properties }), ...(required && { required }) };
}

const META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** Definitions that are types of `homeostat/meta`. */
const META_DEFINITIONS: Readonly<Record<string, string>> = {
  [`${META}ObjectMeta`]: "ObjectMeta",
  [`${META}Condition`]: "Condition",
  [`${META}LabelSelector`]: "LabelSelector",
  [`${META}Time`]: "Time",
  [`${META}MicroTime`]: "MicroTime",
  [`${META}Duration`]: "Duration",
  [`${META}FieldsV1`]: "Fields",
  "io.k8s.apimachinery.pkg.api.resource.Quantity": "Quantity",
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "IntOrString",
  "io.k8s.apimachinery.pkg.runtime.RawExtension": "RawExtension",
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "JSONValue",
};
