import {
  celList,
  celMap,
  duration,
  timestamp,
  typeValue,
  uint,
  isList,
  isMap,
  isOptional,
  isUint,
  elementsOf,
} from "./native-values.ts";
import type { FunctionDeclaration } from "./library.ts";
import { DYN, listOf, mapOf, NULL, parameter, typeOf, typeText, type CelType, type SimpleKind } from "./type.ts";
import type { Value } from "./value.ts";

/** A value, type and declaration as the conformance tests of the language write them: protocol buffers in JSON. */
export interface ProtoValue {
  readonly nullValue?: null;
  readonly boolValue?: boolean;
  readonly int64Value?: string;
  readonly uint64Value?: string;
  readonly doubleValue?: number | "NaN" | "Infinity" | "-Infinity";
  readonly stringValue?: string;
  readonly bytesValue?: string;
  readonly typeValue?: string;
  readonly listValue?: { readonly values?: readonly ProtoValue[] };
  readonly mapValue?: { readonly entries?: readonly { readonly key: ProtoValue; readonly value: ProtoValue }[] };
  readonly objectValue?: { readonly "@type": string; readonly value?: string };
}

export interface ProtoType {
  readonly primitive?: string;
  readonly wellKnown?: string;
  readonly null?: unknown;
  readonly listType?: { readonly elemType?: ProtoType };
  readonly mapType?: { readonly keyType?: ProtoType; readonly valueType?: ProtoType };
  readonly typeParam?: string;
  readonly abstractType?: { readonly name: string; readonly parameterTypes?: readonly ProtoType[] };
  readonly type?: ProtoType;
}

export interface ProtoDeclaration {
  readonly name: string;
  readonly ident?: { readonly type: ProtoType };
  readonly function?: {
    readonly overloads: readonly {
      readonly overloadId: string;
      readonly isInstanceFunction?: boolean;
      readonly params?: readonly ProtoType[];
      readonly resultType: ProtoType;
    }[];
  };
}

const PRIMITIVES: Readonly<Record<string, SimpleKind>> = {
  BOOL: "bool",
  INT64: "int",
  UINT64: "uint",
  DOUBLE: "double",
  STRING: "string",
  BYTES: "bytes",
  TIMESTAMP: "timestamp",
  DURATION: "duration",
};

export function typeOfProto(type: ProtoType | undefined): CelType {
  const simple = PRIMITIVES[type?.primitive ?? type?.wellKnown ?? ""];
  if (type === undefined) return DYN;
  if (simple !== undefined) return { kind: simple };
  if ("null" in type) return NULL;
  if (type.listType !== undefined) return listOf(typeOfProto(type.listType.elemType));
  if (type.mapType !== undefined) return mapOf(typeOfProto(type.mapType.keyType), typeOfProto(type.mapType.valueType));
  if (type.typeParam !== undefined) return parameter(type.typeParam);
  if (type.type !== undefined) return typeOf(typeOfProto(type.type));
  if (type.abstractType === undefined) return DYN;
  return {
    kind: "opaque",
    name: type.abstractType.name,
    parameters: (type.abstractType.parameterTypes ?? []).map(typeOfProto),
  };
}

export function variablesOf(declarations: readonly ProtoDeclaration[]): Readonly<Record<string, CelType>> {
  return Object.fromEntries(
    declarations.flatMap(({ name, ident }) => (ident === undefined ? [] : [[name, typeOfProto(ident.type)]])),
  );
}

export function functionsOf(declarations: readonly ProtoDeclaration[]): readonly FunctionDeclaration[] {
  return declarations.flatMap(({ name, function: declared }) => {
    if (declared === undefined) return [];
    const overloads = declared.overloads.map((overload) => ({
      id: overload.overloadId,
      member: overload.isInstanceFunction === true,
      args: (overload.params ?? []).map(typeOfProto),
      result: typeOfProto(overload.resultType),
    }));
    return [{ name, overloads }];
  });
}

export function valueOfProto(proto: ProtoValue): Value {
  if (proto.boolValue !== undefined) return proto.boolValue;
  if (proto.int64Value !== undefined) return BigInt(proto.int64Value);
  if (proto.uint64Value !== undefined) return uint(BigInt(proto.uint64Value));
  if (proto.doubleValue !== undefined) return Number(proto.doubleValue);
  if (proto.stringValue !== undefined) return proto.stringValue;
  if (proto.bytesValue !== undefined) return Uint8Array.from(Buffer.from(proto.bytesValue, "base64"));
  if (proto.typeValue !== undefined) return typeValue({ kind: "object", name: proto.typeValue });
  if (proto.listValue !== undefined) return celList((proto.listValue.values ?? []).map(valueOfProto));
  if (proto.mapValue !== undefined) {
    return celMap((proto.mapValue.entries ?? []).map(({ key, value }) => [valueOfProto(key), valueOfProto(value)]));
  }
  if (proto.objectValue?.["@type"].endsWith("Timestamp") === true)
    return timestamp(nanosOfTime(proto.objectValue.value ?? ""));
  if (proto.objectValue?.["@type"].endsWith("Duration") === true) {
    return duration(BigInt(Math.round(Number((proto.objectValue.value ?? "0s").slice(0, -1)) * 1e9)));
  }
  return null;
}

function nanosOfTime(text: string): bigint {
  const fraction = /\.(\d+)Z$/.exec(text)?.[1] ?? "";
  return BigInt(Date.parse(text.replace(/\.\d+Z$/, "Z"))) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** A text that two values share when they are the same, kinds of numbers included. */
export function exactText(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return `int ${String(value)}`;
  if (typeof value === "number") return `double ${Object.is(value, -0) ? "-0" : String(value)}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  if (isUint(value)) return `uint ${String(value.value)}`;
  if (isList(value)) return `[${[...elementsOf(value)].map(exactText).join(", ")}]`;
  if (isMap(value)) {
    const entries = [...value.keys()].map((key) => `${exactText(key)}: ${exactText(value.find(key) ?? null)}`);
    return `{${entries.sort().join(", ")}}`;
  }
  if (isOptional(value)) return `optional(${value.value === undefined ? "" : exactText(value.value)})`;
  switch (value.celKind) {
    case "timestamp":
    case "duration":
      return `${value.celKind} ${String(value.nanos)}`;
    case "type":
      return `type ${plainTypeName(value.type)}`;
    default:
      return value.celKind;
  }
}

/** The tests name types without their parameters, and times by their messages. */
function plainTypeName(type: CelType): string {
  const name = typeText(type).replace(/\(.*$/, "");
  if (name === "null") return "null_type";
  return name === "timestamp" || name === "duration"
    ? `google.protobuf.${name.charAt(0).toUpperCase()}${name.slice(1)}`
    : name;
}
