import type { GroupVersionKind } from "@homeostat/schema";
import type { Resource, Subresource } from "#resources/resource.ts";
import { groupVersionOf } from "./discovery.ts";

/** A reference to a schema of the document. */
export interface SchemaReference {
  readonly $ref: string;
}

/** Finds the schemas of bodies; undefined: any JSON. */
export interface BodySchemas {
  kind(kind: GroupVersionKind): SchemaReference | undefined;
  list(): SchemaReference | undefined;
  /** `Status`, `DeleteOptions`, `Patch`. */
  meta(kind: string): SchemaReference | undefined;
}

interface Operations {
  readonly verbs: readonly string[];
  readonly kind: GroupVersionKind;
  readonly schemas: BodySchemas;
  readonly custom: boolean;
}

/** The paths of a resource and its subresources, with the operations that its verbs allow. */
export function resourcePaths(
  resource: Resource,
  version: string,
  schemas: BodySchemas,
): Readonly<Record<string, unknown>> {
  const { group, custom } = resource;
  const root = `/${group === "" ? "api" : "apis"}/${groupVersionOf(group, version)}`;
  const collection = `${root}${resource.namespaced ? "/namespaces/{namespace}" : ""}/${resource.resource}`;
  const kind = { group, version, kind: resource.kind };
  const main: Operations = { verbs: resource.verbs, kind, schemas, custom };
  const inNamespace = resource.namespaced ? [parameter("namespace", "path", "string")] : [];
  const item = `${collection}/{name}`;
  const itemParameters = [parameter("name", "path", "string"), ...inNamespace];
  return withoutEmpty({
    ...(resource.namespaced
      ? { [`${root}/${resource.resource}`]: pathItem(collectionOperations({ ...main, verbs: onlyList(resource) }), []) }
      : {}),
    [collection]: pathItem(collectionOperations(main), inNamespace),
    [item]: pathItem(itemOperations(main), itemParameters),
    ...Object.fromEntries(
      resource.subresources.map((one) => [
        `${item}/${one.name}`,
        pathItem(subresourceOperations(one, main), itemParameters),
      ]),
    ),
  });
}

type PathItem = Readonly<Record<string, unknown>> | undefined;

function pathItem(operations: Readonly<Record<string, unknown>>, parameters: readonly unknown[]): PathItem {
  if (Object.keys(operations).length === 0) return undefined;
  return parameters.length === 0 ? operations : { ...operations, parameters };
}

function withoutEmpty(paths: Readonly<Record<string, PathItem>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(paths).filter(([, item]) => item !== undefined));
}

function onlyList({ verbs }: Resource): readonly string[] {
  return verbs.includes("list") ? ["list"] : [];
}

function collectionOperations(of: Operations): Readonly<Record<string, unknown>> {
  const { verbs, schemas } = of;
  return {
    ...(verbs.includes("list")
      ? { get: operation(of, "list", { answer: schemas.list(), parameters: listParameters }) }
      : {}),
    ...(verbs.includes("create") ? { post: write(of, "post") } : {}),
    ...(verbs.includes("deletecollection")
      ? {
          delete: operation(of, "deletecollection", {
            answer: schemas.meta("Status"),
            parameters: [...listParameters, dryRun],
          }),
        }
      : {}),
  };
}

function itemOperations(of: Operations): Readonly<Record<string, unknown>> {
  const { verbs, schemas } = of;
  return {
    ...(verbs.includes("get") ? { get: operation(of, "get", { answer: schemas.kind(of.kind) }) } : {}),
    ...(verbs.includes("update") ? { put: write(of, "put") } : {}),
    ...(verbs.includes("delete")
      ? {
          delete: operation(of, "delete", {
            answer: schemas.meta("Status"),
            parameters: deleteParameters,
            body: json(schemas.meta("DeleteOptions")),
          }),
        }
      : {}),
    ...(verbs.includes("patch") ? { patch: patch(of) } : {}),
  };
}

function subresourceOperations(subresource: Subresource, main: Operations): Readonly<Record<string, unknown>> {
  const of = { ...main, verbs: subresource.verbs, kind: subresource.kind ?? main.kind };
  return { ...itemOperations(of), ...(of.verbs.includes("create") ? { post: write(of, "post") } : {}) };
}

interface OperationParts {
  readonly answer: SchemaReference | undefined;
  readonly parameters?: readonly unknown[];
  readonly body?: unknown;
}

function operation({ kind }: Operations, action: string, { answer, parameters, body }: OperationParts): unknown {
  return {
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { content: body } }),
    responses: { "200": { content: json(answer) } },
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": kind,
  };
}

function write(of: Operations, action: string): unknown {
  const schema = of.schemas.kind(of.kind);
  return operation(of, action, {
    answer: schema,
    parameters: writeParameters,
    body: { "*/*": { schema: schema ?? {} } },
  });
}

function patch(of: Operations): unknown {
  const types = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];
  if (!of.custom) types.push("application/strategic-merge-patch+json");
  const schema = of.schemas.meta("Patch") ?? {};
  const body = Object.fromEntries(types.map((type) => [type, { schema }]));
  return operation(of, "patch", {
    answer: of.schemas.kind(of.kind),
    parameters: [...writeParameters, parameter("force", "query", "boolean")],
    body,
  });
}

function json(schema: SchemaReference | undefined): unknown {
  return { "application/json": { schema: schema ?? {} } };
}

function parameter(name: string, where: "query" | "path", type: string): unknown {
  return { name, in: where, ...(where === "path" ? { required: true } : {}), schema: { type, uniqueItems: true } };
}

const dryRun = parameter("dryRun", "query", "string");
const writeParameters = [
  dryRun,
  parameter("fieldManager", "query", "string"),
  parameter("fieldValidation", "query", "string"),
];
const deleteParameters = [
  dryRun,
  parameter("gracePeriodSeconds", "query", "integer"),
  parameter("orphanDependents", "query", "boolean"),
  parameter("propagationPolicy", "query", "string"),
];
const listParameters = [
  parameter("allowWatchBookmarks", "query", "boolean"),
  parameter("continue", "query", "string"),
  parameter("fieldSelector", "query", "string"),
  parameter("labelSelector", "query", "string"),
  parameter("limit", "query", "integer"),
  parameter("resourceVersion", "query", "string"),
  parameter("resourceVersionMatch", "query", "string"),
  parameter("sendInitialEvents", "query", "boolean"),
  parameter("timeoutSeconds", "query", "integer"),
  parameter("watch", "query", "boolean"),
];
