import { builtinSchema, messageOfKind, pruneUnknownFields, type Schema } from "@homeostat/schema";
import { parseApiVersion } from "homeostat/internal/meta/kind.ts";
import { versionOf } from "#resources/registry.ts";
import type { ApiObject } from "#storage/store.ts";
import { bodyFormatOf, readBody, type BodyFormat } from "./body.ts";
import type { ResourceRequest } from "./context.ts";
import { duplicateKeys } from "./duplicate-keys.ts";
import { badRequest } from "./errors.ts";
import { duplicateField, fieldValidationOf, reportProblems, unknownField, yamlDuplicates } from "./field-validation.ts";
import { jsonTypeName } from "./go-json-syntax.ts";
import { JsonTextError, parseJson } from "./json-text.ts";
import { decodeProtobufBody, ProtobufBodyError } from "./protobuf-body.ts";
import { checkTyped, TypedDecodeError } from "./typed-check.ts";
import { decodeYaml, YamlDecodeError } from "./yaml-decode.ts";

/** What a body is expected to be. */
export interface BodyKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The kind of a request's body: that of its subresource when it has one of its own, else the resource's in the request's version. */
export function bodyKindOf(request: ResourceRequest): BodyKind {
  const { resource, version, subresource } = request;
  return subresource?.kind ?? { group: resource.group, version: version.version, kind: resource.kind };
}

/**
 * Reads and decodes a request's body: JSON, YAML or protobuf, of the kind that the request is for. Fields that the kind does
 * not have are cut, with a warning or 400 as `?fieldValidation` says. Throws 400 for what cannot be decoded, 413, 415.
 */
export async function decodeBody(request: ResourceRequest): Promise<ApiObject> {
  const format = bodyFormatOf(request);
  const bytes = await readBody(request.http);
  const expected = bodyKindOf(request);
  const { value, problems } = parseBody(bytes, format, { request, expected });
  const subject = (): string => `${subjectOf(value, expected)} cannot be handled as a ${expected.kind}`;
  let decoded: DecodedObject;
  try {
    decoded = typedObject(request, value);
  } catch (error) {
    if (error instanceof MissingKindError)
      throw unrecognized(expected, `${error.message} in '${bytes.toString("utf8")}'`, bytes);
    if (error instanceof GroupVersionError) throw unrecognized(expected, error.message, bytes);
    if (error instanceof TypedDecodeError) throw badRequest(`${subject()}: ${error.message}`);
    throw error;
  }
  const found = [...problems, ...decoded.unknown.map(unknownField)];
  if (found.length > 0) reportProblems(request, found, subject());
  if (decoded.otherVersion !== undefined) {
    throw badRequest(
      `the API version in the data (${decoded.otherVersion}) does not match the expected API version (${groupVersionOf(expected)})`,
    );
  }
  return decoded.object;
}

/** A value as an object of the request's kind. */
export interface DecodedObject {
  readonly object: ApiObject;
  /** Paths of the fields that were cut. */
  readonly unknown: readonly string[];
  /** The apiVersion of the value when it is one that this path does not take. */
  readonly otherVersion: string | undefined;
}

/** Checks a parsed body, or the result of a patch, against the request's kind. Throws `TypedDecodeError` and its like. */
export function typedObject(request: ResourceRequest, value: unknown): DecodedObject {
  const expected = bodyKindOf(request);
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isCustom = request.resource.custom && request.subresource?.kind === undefined;
  return isCustom ? customObject(request, fields) : builtinObject(expected, fields);
}

/** A custom resource without `kind`. */
class MissingKindError extends Error {}

/** An `apiVersion` with too many slashes. */
class GroupVersionError extends Error {}

function builtinObject(expected: BodyKind, value: Readonly<Record<string, unknown>>): DecodedObject {
  const given = givenKind(value, expected);
  const otherVersion = checkBuiltinKind(given, expected);
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = value;
  const message = messageOfKind(expected.group, expected.version, expected.kind);
  const { value: known, unknown } =
    message === undefined || otherVersion !== undefined ? pruneBySchema(expected, rest) : checkTyped(message, rest);
  const metadata = (known as Partial<ApiObject>).metadata ?? {};
  const object: ApiObject = { kind: expected.kind, apiVersion: groupVersionOf(expected), ...known, metadata };
  return { object, unknown, otherVersion };
}

/** For the kinds that have no protobuf form. */
function pruneBySchema(kind: BodyKind, value: object): { readonly value: object; readonly unknown: readonly string[] } {
  const schema = builtinSchema(kind.group, kind.version, kind.kind);
  return schema === undefined ? { value, unknown: [] } : pruneUnknownFields(value, schema, { isResource: true });
}

function customObject(request: ResourceRequest, value: Readonly<Record<string, unknown>>): DecodedObject {
  const { resource } = request;
  if (value["kind"] === undefined || value["kind"] === "") throw new MissingKindError("Object 'Kind' is missing");
  const apiVersion = typeof value["apiVersion"] === "string" ? value["apiVersion"] : "";
  const given = groupVersion(apiVersion);
  const same = given.group === resource.group && given.version === request.version.version;
  const schema: Schema | undefined = same
    ? request.version.schema
    : (versionOf(resource, given.version)?.schema ?? { type: "object" });
  const checked = checkTyped("meta.ObjectMeta", value["metadata"] ?? {}, "metadata");
  const metadata = presentMetadata(checked.value);
  const pruned = pruneUnknownFields({ ...value, metadata }, schema ?? PRESERVE, { isResource: true });
  const unknown = checked.unknown.length === 0 ? pruned.unknown : [...checked.unknown, ...pruned.unknown].sort();
  return { object: { ...pruned.value, metadata }, unknown, otherVersion: same ? undefined : apiVersion };
}

/** A version without a schema keeps everything. */
const PRESERVE: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** Metadata as Go encodes it: without nulls and empty values. */
function presentMetadata(metadata: Readonly<Record<string, unknown>>): ApiObject["metadata"] {
  const present: Record<string, unknown> = {};
  for (const name in metadata) if (!isEmpty(metadata[name])) present[name] = metadata[name];
  return present;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "" || value === 0) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

interface GivenKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

function givenKind(value: Readonly<Record<string, unknown>>, expected: BodyKind): GivenKind {
  for (const name of ["apiVersion", "kind"]) {
    const given = value[name];
    if (given === undefined || given === null || typeof given === "string") continue;
    throw new GroupVersionError(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeName(given)} into Go struct field .${name} of type string`,
    );
  }
  const kind = (value["kind"] as string | undefined) ?? "";
  const apiVersion = (value["apiVersion"] as string | undefined) ?? "";
  const given = apiVersion === "" ? expected : groupVersion(apiVersion);
  return { group: given.group, version: given.version, kind: kind === "" ? expected.kind : kind };
}

function groupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  if (apiVersion.split("/").length > 2) throw new GroupVersionError(`unexpected GroupVersion string: ${apiVersion}`);
  return parseApiVersion(apiVersion);
}

/** The given apiVersion when it is another than the expected one but could be converted; throws when the kind is another. */
function checkBuiltinKind(given: GivenKind, expected: BodyKind): string | undefined {
  if (given.kind === expected.kind && given.group === expected.group && given.version === expected.version)
    return undefined;
  if (!isRegistered(given)) {
    const version = JSON.stringify(groupVersionOf(given));
    throw new TypedDecodeError(
      `no kind ${JSON.stringify(given.kind)} is registered for version ${version} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  if (given.kind !== expected.kind || given.group !== expected.group) {
    const internal = expected.group === "" ? "core" : (expected.group.split(".")[0] ?? "");
    throw new TypedDecodeError(
      `converting (${given.version}.${given.kind}) to (${internal}.${expected.kind}): unknown conversion`,
    );
  }
  // Evictions are taken in the version that older clients send.
  return expected.kind === "Eviction" ? undefined : groupVersionOf(given);
}

function isRegistered(kind: GivenKind): boolean {
  if (kind.kind === "List") return kind.group === "" && kind.version === "v1";
  if (builtinSchema(kind.group, kind.version, kind.kind) !== undefined) return true;
  return (
    kind.kind.endsWith("List") &&
    builtinSchema(kind.group, kind.version, kind.kind.slice(0, -"List".length)) !== undefined
  );
}

interface ParsedBody {
  readonly value: unknown;
  /** Keys that come twice. */
  readonly problems: readonly string[];
}

interface ParseContext {
  readonly request: ResourceRequest;
  readonly expected: BodyKind;
}

function parseBody(bytes: Buffer, format: BodyFormat, context: ParseContext): ParsedBody {
  const { expected } = context;
  const parsed = parseAs(bytes, format, context);
  const found = jsonTypeName(parsed.value);
  if (found === "null" || found === "object") return parsed;
  const type = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;
  throw unrecognized(
    expected,
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go value of type ${type}`,
    bytes,
  );
}

function parseAs(bytes: Buffer, format: BodyFormat, { request, expected }: ParseContext): ParsedBody {
  const wantsDuplicates = fieldValidationOf(request.query) !== "Ignore";
  try {
    if (format === "protobuf") return { value: decodeProtobufBody(bytes, expected), problems: [] };
    if (format === "yaml") {
      const { value, duplicates } = decodeYaml(bytes.toString("utf8"));
      return { value, problems: duplicates.length === 0 ? [] : [yamlDuplicates(duplicates)] };
    }
    const text = bytes.toString("utf8");
    const value = parseJson(text, bytes);
    return { value, problems: wantsDuplicates ? duplicateKeys(text, value).map(duplicateField) : [] };
  } catch (error) {
    if (error instanceof JsonTextError)
      throw unrecognized(expected, `couldn't get version/kind; json parse error: ${error.message}`, bytes);
    if (error instanceof YamlDecodeError || error instanceof ProtobufBodyError)
      throw unrecognized(expected, error.message, bytes);
    throw error;
  }
}

/** 400 for a body of which not even the kind is known. */
function unrecognized(expected: BodyKind, problem: string, bytes: Buffer): Error {
  return badRequest(
    `the object provided is unrecognized (must be of type ${expected.kind}): ${problem} (${summaryOf(bytes)})`,
  );
}

const SUMMARY_BYTES = 30;

function summaryOf(bytes: Buffer): string {
  if (bytes.length === 0) return "<empty>";
  const head = bytes.subarray(0, SUMMARY_BYTES);
  const text = bytes[0] === 0x7b ? head.toString("utf8") : head.toString("hex");
  return bytes.length > SUMMARY_BYTES ? `${text} ...` : text;
}

/** `ConfigMap in version "v1"`: the kind as the body names it. */
function subjectOf(value: unknown, expected: BodyKind): string {
  const { kind, apiVersion } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const named = typeof kind === "string" && kind !== "" ? kind : expected.kind;
  const version =
    typeof apiVersion === "string" && apiVersion !== "" ? parseApiVersion(apiVersion).version : expected.version;
  return `${named} in version ${JSON.stringify(version)}`;
}

function groupVersionOf(kind: { readonly group: string; readonly version: string }): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}
