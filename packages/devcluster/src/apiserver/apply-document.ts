import { PatchError } from "#patch/patch-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { StatusError } from "#status/status-error.ts";
import type { ResourceRequest } from "./context.ts";
import { bodyKindOf, typedObject } from "./decode.ts";
import { badRequest } from "./errors.ts";
import { fieldValidationOf, warnOfProblems, yamlDuplicates } from "./field-validation.ts";
import { jsonTypeName } from "./go-json-syntax.ts";
import { withPatchErrors } from "./patch-document.ts";
import { TypedDecodeError } from "./typed-check.ts";
import { decodeYaml, YamlDecodeError, type DecodedYaml } from "./yaml-decode.ts";

/** An applied configuration of the request's kind. Throws 400 for what is none. */
export function appliedConfiguration(request: ResourceRequest, bytes: Buffer): ApiObject {
  const { value } = decoded(bytes);
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  const apiVersion = typeof fields["apiVersion"] === "string" ? fields["apiVersion"] : "";
  const kind = typeof fields["kind"] === "string" ? fields["kind"] : "";
  const expected = bodyKindOf(request);
  const wanted = expected.group === "" ? expected.version : `${expected.group}/${expected.version}`;
  if (apiVersion !== wanted || kind !== expected.kind) {
    const group = apiVersion.includes("/") ? apiVersion : `/${apiVersion}`;
    throw badRequest(`invalid object type: ${group}, Kind=${kind}`);
  }
  return { ...fields, metadata: fields["metadata"] ?? {} };
}

/** Warns of keys that come twice in the configuration, or refuses it, as the request's directive says. */
export function reportAppliedDuplicates(request: ResourceRequest, bytes: Buffer): void {
  const directive = fieldValidationOf(request.query);
  if (directive === "Ignore") return;
  const { duplicates } = decoded(bytes);
  if (duplicates.length === 0) return;
  if (directive === "Strict")
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${yamlDuplicates(duplicates)}`);
  warnOfProblems(request, [yamlDuplicates(duplicates)]);
}

/** Merges with `merge`, and checks the result. Errors of types name the object, as the real server does. */
export function mergedConfiguration(request: ResourceRequest, applied: ApiObject, merge: () => ApiObject): ApiObject {
  const { namespace = "", name = "" } = applied.metadata;
  const { apiVersion = "", kind = "" } = applied;
  const subject = `(${namespace}/${name}; ${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind})`;
  const merged = withPatchErrors(() => {
    try {
      return merge();
    } catch (error) {
      if (!(error instanceof PatchError) || error.kind !== "internal" || error.message.startsWith("failed to "))
        throw error;
      throw new PatchError(
        "internal",
        `failed to create typed patch object ${subject}: ${error.message}`,
        error.detail,
      );
    }
  });
  if (request.resource.custom) return merged;
  try {
    return typedObject(request, merged).object;
  } catch (error) {
    if (!(error instanceof TypedDecodeError)) throw error;
    throw new StatusError(500, "", `failed to convert merged object to last applied version: ${error.message}`, {
      cause: error,
    });
  }
}

function decoded(bytes: Buffer): DecodedYaml {
  let yaml: DecodedYaml;
  try {
    yaml = decodeYaml(bytes.toString("utf8"));
  } catch (error) {
    if (!(error instanceof YamlDecodeError)) throw error;
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
  }
  const type = jsonTypeName(yaml.value);
  if (type === "object" || type === "null") return yaml;
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`,
  );
}
