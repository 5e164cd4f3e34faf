import { mediaTypeOf, readBody } from "./body.ts";
import type { ResourceRequest } from "./context.ts";
import { JsonTextError, parseJson } from "./json-text.ts";
import { badRequest, unsupportedMediaType } from "./errors.ts";
import { decodeProtobufBody, ProtobufBodyError } from "./protobuf-body.ts";
import { checkTyped, TypedDecodeError } from "./typed-check.ts";
import { deleteOptionsFromQuery, deleteOptionsOf, type DeleteOptions } from "./write-options.ts";
import { decodeYaml, YamlDecodeError } from "./yaml-decode.ts";

/** DeleteOptions of a request: from its body, or, when there is none, from its query. Throws 400, 415 and 422. */
export async function readDeleteOptions(request: ResourceRequest): Promise<DeleteOptions> {
  const bytes = await readBody(request.http);
  if (bytes.length === 0) return deleteOptionsOf(deleteOptionsFromQuery(request.query));
  try {
    return deleteOptionsOf(decode(request, bytes));
  } catch (error) {
    if (error instanceof JsonTextError)
      throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    if (error instanceof TypedDecodeError || error instanceof YamlDecodeError || error instanceof ProtobufBodyError)
      throw badRequest(error.message);
    throw error;
  }
}

function decode(request: ResourceRequest, bytes: Buffer): Readonly<Record<string, unknown>> {
  const value = parse(request, bytes);
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { kind, apiVersion } = fields;
  if (typeof kind === "string" && kind !== "" && kind !== "DeleteOptions") {
    const version = JSON.stringify(typeof apiVersion === "string" && apiVersion !== "" ? apiVersion : "v1");
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${version} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = checkTyped("meta.DeleteOptions", value ?? {}).value;
  return Object.fromEntries(Object.entries(rest).filter(([, one]) => one !== null));
}

function parse(request: ResourceRequest, bytes: Buffer): unknown {
  const type = mediaTypeOf(request.http);
  switch (type) {
    case "":
    case "application/json":
      return parseJson(bytes.toString("utf8"), bytes);
    case "application/yaml":
      return decodeYaml(bytes.toString("utf8")).value;
    case "application/vnd.kubernetes.protobuf":
      return decodeProtobufBody(bytes, { group: "", version: "v1", kind: "DeleteOptions" });
    default:
      throw unsupportedMediaType(["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]);
  }
}
