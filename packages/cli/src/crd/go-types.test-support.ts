import type { Position } from "#diagnostics/diagnostic.ts";
import type { Marker, MarkerTarget } from "#markers/marker.ts";
import { parseMarker } from "#markers/parse-marker.ts";
import type { ApiModel, Field, KnownType, Scalar, TypeDeclaration, TypeNode } from "#model/model.ts";

/** A type of Go as the test data describes it. */
export interface GoType {
  readonly name: string;
  /** `struct`, or a type as Go writes it. */
  readonly underlying: string;
  readonly markers?: readonly string[];
  readonly customMarshaler?: string;
  readonly doc?: string;
  readonly fields?: readonly GoField[];
}

/** A field of a struct. */
export interface GoField {
  readonly json: string;
  readonly type: string;
  readonly markers?: readonly string[];
  readonly optional?: boolean;
  readonly inline?: boolean;
  readonly doc?: string;
}

/** Reads descriptions of Go types into declarations of the model, which then refer to each other. */
export interface GoTypes {
  /** Every field stands on a line of its own, from 1 in order of the descriptions. */
  readonly declarations: ReadonlyMap<string, TypeDeclaration>;
  /** A model of one package with these types, `kind` among them as its only kind. */
  model(kind: string): ApiModel;
}

/** `constants`: the values of string types with constants. */
export function readGoTypes(
  types: readonly GoType[],
  constants: Readonly<Record<string, readonly string[]>> = {},
): GoTypes {
  const declarations = new Map<string, TypeDeclaration>();
  const nodes = new Map<string, TypeNode>();
  let line = 0;
  const here = (): Position => ({ file: "types.go", line, column: 1 });

  const node = (go: string): TypeNode => {
    const position = here();
    if (go.startsWith("*")) return node(go.slice(1));
    if (go === "[]byte") return { position, node: "scalar", scalar: "base64" };
    const list = /^\[[^\]]*(?:\[\d+\][^\]]*)?\](.*)$/.exec(go.replace(/^\[len\(.*?\)\]/, "[]"));
    if (list !== null) return { position, node: "array", items: node(list[1] ?? "") };
    const map = /^map\[\w+\](.*)$/.exec(go);
    if (map !== null) return { position, node: "map", values: node(map[1] ?? "") };
    const target = declarations.get(go);
    if (target !== undefined) return { position, node: "reference", target };
    return { position, ...leaf(go) };
  };

  for (const type of types)
    declarations.set(
      type.name,
      declaration(type, () => nodes.get(type.name)),
    );
  for (const type of types) nodes.set(type.name, typeNode(type));

  function declaration(type: GoType, read: () => TypeNode | undefined): TypeDeclaration {
    line++;
    return {
      name: type.name,
      exported: true,
      doc: type.doc ?? "",
      markers: readMarkers(type.markers ?? [], "type", here()),
      position: here(),
      optionalByDefault: false,
      get type() {
        return read() ?? { position: here(), node: "invalid" };
      },
    };
  }

  function typeNode(type: GoType): TypeNode {
    line++;
    const values = constants[type.name];
    if (values !== undefined) return { position: here(), node: "enum", values };
    if (type.customMarshaler === "encoding.TextMarshaler") return node("string");
    const opaque = type.customMarshaler !== undefined && (type.markers ?? []).some((one) => one.includes(":Type="));
    if (opaque) return node("string");
    if (type.underlying !== "struct") return node(type.underlying);
    const fields = (type.fields ?? []).filter((one) => one.inline !== true).map(field);
    const embedded = (type.fields ?? []).filter((one) => one.inline === true).map((one) => node(one.type));
    return { position: here(), node: "object", fields, embedded };
  }

  function field(one: GoField): Field {
    line++;
    return {
      name: one.json,
      type: node(one.type),
      optional: one.optional ?? false,
      doc: one.doc ?? "",
      markers: readMarkers(one.markers ?? [], "field", here()),
      position: here(),
    };
  }

  return {
    declarations,
    model(kind) {
      const found = declarations.get(kind);
      if (found === undefined) throw new Error(`there is no type ${kind}`);
      const rest = { folder: "api/v1", files: [], markers: [], types: [...declarations.values()] };
      const kinds = [{ declaration: found, file: "types.go" }];
      return { packages: [{ ...rest, group: "testdata.example.com", version: "v1", kinds }] };
    },
  };
}

/** Markers as the sources write them; names that nobody knows, which Go ignores, are left out. */
export function readMarkers(texts: readonly string[], target: MarkerTarget, position: Position): readonly Marker[] {
  return texts.flatMap((text) => {
    const parsed = parseMarker(text, position, target);
    if (parsed === undefined) return [];
    if ("marker" in parsed) return [parsed.marker];
    if (parsed.diagnostic.message.startsWith("unknown marker")) return [];
    throw new Error(`${text}: ${parsed.diagnostic.message}`);
  });
}

function leaf(
  go: string,
):
  | Omit<TypeNode & { node: "scalar" }, "position">
  | Omit<TypeNode & { node: "known" }, "position">
  | Omit<TypeNode & { node: "builtin" }, "position"> {
  const scalar = SCALARS[go];
  if (scalar !== undefined) return { node: "scalar", scalar };
  const known = KNOWN[go];
  if (known !== undefined) return { node: "known", known };
  const core = /^corev1\.(\w+)$/.exec(go);
  if (core !== null) return { node: "builtin", definition: `io.k8s.api.core.v1.${core[1] ?? ""}` };
  throw new Error(`no type of the model for ${go}`);
}

const SCALARS: Readonly<Record<string, Scalar>> = {
  string: "string",
  bool: "boolean",
  int: "integer",
  int32: "int32",
  int64: "int64",
  float64: "double",
  "time.Duration": "int64",
  // Strings with a name and without markers.
  "corev1.Protocol": "string",
  "corev1.IPFamilyPolicyType": "string",
};

const KNOWN: Readonly<Record<string, KnownType>> = {
  "metav1.Time": "Time",
  "metav1.MicroTime": "MicroTime",
  "metav1.Duration": "Duration",
  "metav1.Condition": "Condition",
  "metav1.ObjectMeta": "ObjectMeta",
  "intstr.IntOrString": "IntOrString",
  "resource.Quantity": "Quantity",
  "runtime.RawExtension": "RawExtension",
  "apiextensionsv1.JSON": "JSONValue",
};
