import type { GeneratedCrd } from "#crd/generated-crd.ts";
import type { Position } from "#diagnostics/diagnostic.ts";
import type { Marker, MarkerValue } from "#markers/marker.ts";
import type { ApiModel, Field, TypeDeclaration, TypeNode } from "#model/model.ts";

/** Where everything of a model made by hand stands. */
export const POSITION: Position = { file: "api/v1/widget_types.ts", line: 1, column: 1 };

const position = POSITION;

/** `text()`, `list(text())`: types without their places. */
export const text = (): TypeNode => ({ node: "scalar", scalar: "string", position });
export const int32 = (): TypeNode => ({ node: "scalar", scalar: "int32", position });
export const list = (items: TypeNode): TypeNode => ({ node: "array", items, position });
export const map = (values: TypeNode): TypeNode => ({ node: "map", values, position });
export const literals = (...values: readonly string[]): TypeNode => ({ node: "enum", values, position });
export const object = (fields: readonly Field[], embedded: readonly TypeNode[] = []): TypeNode => ({
  node: "object",
  fields,
  embedded,
  position,
});
export const ref = (target: TypeDeclaration): TypeNode => ({ node: "reference", target, position });
export const builtin = (definition: string): TypeNode => ({ node: "builtin", definition, position });

/** A marker with one value, or with named arguments. */
export function marker(name: string, value?: MarkerValue | Readonly<Record<string, MarkerValue>>): Marker {
  const isNamed = typeof value === "object" && !Array.isArray(value);
  const given: Readonly<Record<string, MarkerValue>> = isNamed
    ? (value as Readonly<Record<string, MarkerValue>>)
    : value === undefined
      ? {}
      : { "": value };
  return { name, arguments: given, argumentPositions: {}, position };
}

/** A field; `?` at the end of its name makes it optional. */
export function field(name: string, type: TypeNode, more: Partial<Field> = {}): Field {
  const optional = name.endsWith("?");
  return { name: name.replace(/\?$/, ""), type, optional, doc: "", markers: [], position, ...more };
}

/** An exported type. */
export function declare(name: string, type: TypeNode, more: Partial<TypeDeclaration> = {}): TypeDeclaration {
  return { name, exported: true, doc: "", markers: [], position, optionalByDefault: false, type, ...more };
}

/** `apiVersion`, `kind` and `metadata`, as every kind has them. */
export function objectFields(): readonly Field[] {
  return [
    field("apiVersion?", text()),
    field("kind?", text()),
    field("metadata?", { node: "known", known: "ObjectMeta", position }),
  ];
}

/** A model of one folder, and the CRDs that follow from its kinds. */
export function modelOf(
  kinds: readonly TypeDeclaration[],
  markers: readonly Marker[] = [],
): { readonly model: ApiModel; readonly crds: readonly GeneratedCrd[] } {
  const model: ApiModel = {
    packages: [
      {
        folder: "api/v1",
        files: ["api/v1/widget_types.ts"],
        group: "shop.example.com",
        version: "v1",
        markers,
        types: kinds,
        kinds: kinds.map((declaration) => ({ declaration, file: "api/v1/widget_types.ts" })),
      },
    ],
  };
  return { model, crds: kinds.map(crdOf) };
}

function crdOf(declaration: TypeDeclaration): GeneratedCrd {
  const plural = `${declaration.name.toLowerCase()}s`;
  return {
    fileName: `shop.example.com_${plural}.yaml`,
    versions: [{ version: "v1", declaration }],
    sources: { positionOf: () => undefined },
    crd: {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.shop.example.com` },
      spec: {
        group: "shop.example.com",
        scope: "Namespaced",
        names: { kind: declaration.name, plural, shortNames: ["w"] },
        versions: [{ name: "v1", served: true, schema: { openAPIV3Schema: {} } }],
      },
    },
  };
}
