import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { ApplyConflictError } from "#patch/apply-conflict.ts";
import { goValueText } from "#patch/go-value-text.ts";
import { applyJsonPatch } from "#patch/json-patch.ts";
import { applyMergePatch } from "#patch/merge-patch.ts";
import { PatchError } from "#patch/patch-error.ts";
import { applyStrategicMergePatch } from "#patch/strategic-merge-patch.ts";
import type { Schema } from "@homeostat/schema";
import { StatusError } from "#status/status-error.ts";
import type { ApiObject } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { typedObject } from "./decode.ts";
import { duplicateKeys } from "./duplicate-keys.ts";
import { badRequest } from "./errors.ts";
import {
  duplicateField,
  fieldValidationOf,
  strictDecodingError,
  unknownField,
  warnOfProblems,
} from "./field-validation.ts";
import { JsonTextError, parseJson } from "./json-text.ts";
import { TypedDecodeError } from "./typed-check.ts";

/** The kinds of patches, by their media types. */
export const PATCH_TYPES = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

export type PatchType = keyof typeof PATCH_TYPES;

/** A patch as it was sent; all but apply. */
export interface PatchBody {
  readonly type: Exclude<PatchType, "apply">;
  readonly bytes: Buffer;
  /** Where strategic patches find merge keys. */
  readonly schema: Schema;
}

/** The document after the patch, decoded as the request's kind. Throws 400, 422 and 500 as the real server does. */
export function patchedDocument(request: ResourceRequest, patch: PatchBody, document: ApiObject): ApiObject {
  const text = patch.bytes.toString("utf8");
  const value = parsePatch(patch, text);
  const result = withPatchErrors(() => applyPatch(patch, document, value));
  const shown = shownResult(request, patch, { value, document, result });
  const { object, unknown } = decodeResult(request, { result, shown, isStrategic: patch.type === "strategic" });
  const directive = fieldValidationOf(request.query);
  if (directive === "Ignore") return object;
  const problems = [...patchProblems(patch, text, value), ...unknown.map(unknownField)];
  if (problems.length > 0 && directive === "Strict") throw invalidPatch(shown(), strictDecodingError(problems));
  warnOfProblems(request, problems);
  return object;
}

function parsePatch({ type, bytes }: PatchBody, text: string): unknown {
  try {
    return parseJson(text, bytes);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw badRequest(type === "strategic" ? error.message : `error decoding patch: ${error.message}`);
  }
}

function applyPatch({ type, schema }: PatchBody, document: ApiObject, value: unknown): unknown {
  switch (type) {
    case "json":
      return applyJsonPatch(document, value);
    case "merge":
      return applyMergePatch(document, value);
    case "strategic":
      return applyStrategicMergePatch(document, value as object, schema);
  }
}

interface PatchResult {
  readonly result: unknown;
  /** As messages show it. */
  shown(): string;
  readonly isStrategic: boolean;
}

function decodeResult(
  request: ResourceRequest,
  { result, shown, isStrategic }: PatchResult,
): ReturnType<typeof typedObject> {
  try {
    const decoded = typedObject(request, result);
    if (decoded.otherVersion === undefined) return decoded;
    throw new TypedDecodeError(
      `the API version in the data (${decoded.otherVersion}) does not match the expected API version`,
    );
  } catch (error) {
    if (error instanceof StatusError || !(error instanceof Error)) throw error;
    throw invalidPatch(shown(), isStrategic ? conversionProblem(error.message) : error.message);
  }
}

/** Strategic patches are decoded from maps, not from text, with other words for the same. */
function conversionProblem(message: string): string {
  const [, found, wanted] = /cannot unmarshal (array|object) into .* of type (\S+)$/.exec(message) ?? [];
  if (found === undefined || wanted === undefined) return message;
  const from = found === "array" ? "slice" : "map";
  if (wanted.startsWith("map[")) return `cannot restore map from ${from}`;
  if (wanted.startsWith("[]")) return `cannot restore slice from ${from}`;
  return wanted.includes(".") ? `cannot restore struct from: ${from}` : message;
}

function patchProblems({ type }: PatchBody, text: string, value: unknown): readonly string[] {
  const duplicates = duplicateKeys(text, value).map(duplicateField);
  if (type !== "json" || !Array.isArray(value)) return duplicates;
  const unknown = value.flatMap((operation: unknown, index) =>
    Object.keys(operation ?? {})
      .filter((name) => !OPERATION_MEMBERS.has(name))
      .map((name) => unknownField(`[${index}].${name}`)),
  );
  return [...duplicates, ...unknown].map((problem) => `json patch ${problem}`);
}

const OPERATION_MEMBERS: ReadonlySet<string> = new Set(["op", "path", "from", "value"]);

/** 422 for a document that is no object of the kind after the patch. */
function invalidPatch(shown: string, detail: string): StatusError {
  const message = `Invalid value: ${JSON.stringify(shown)}: ${detail}`;
  return new StatusError(422, "Invalid", ` "" is invalid: patch: ${message}`, {
    details: { causes: [{ reason: "FieldValueInvalid", message, field: "patch" }] },
  });
}

/** What a message shows of a patch: its result, or the strategic patch itself. Built only when something is wrong with it. */
function shownResult(
  request: ResourceRequest,
  { type }: PatchBody,
  { value, document, result }: { readonly value: unknown; readonly document: ApiObject; readonly result: unknown },
): () => string {
  if (type === "strategic") return () => goValueText(value);
  const isCustom = request.resource.custom && request.subresource?.kind === undefined;
  return () => patchedText(isCustom ? undefined : document, result);
}

/**
 * JSON as the real server shows it: objects that the patch went through have their keys sorted, the others are as they were
 * before. Without a `before` all are sorted, as in custom resources.
 */
function patchedText(before: unknown, after: unknown): string {
  if (typeof after !== "object" || after === null) return JSON.stringify(after ?? null);
  if (before !== undefined && jsonEqual(before, after)) return JSON.stringify(before);
  if (Array.isArray(after))
    return before === undefined
      ? `[${after.map((item: unknown) => patchedText(undefined, item)).join(",")}]`
      : JSON.stringify(after);
  const old = (before ?? {}) as Readonly<Record<string, unknown>>;
  const fields = after as Readonly<Record<string, unknown>>;
  const members = Object.keys(fields)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${patchedText(old[name], fields[name])}`);
  return `{${members.join(",")}}`;
}

/** Runs a patch; what goes wrong in it becomes the answer that the real server has for it. */
export function withPatchErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ApplyConflictError) {
      const causes = error.conflicts.map(({ message, field }) => ({ reason: "FieldManagerConflict", message, field }));
      throw new StatusError(409, "Conflict", error.message, { details: { causes }, cause: error });
    }
    if (!(error instanceof PatchError)) throw error;
    switch (error.kind) {
      case "malformed":
        throw badRequest(error.message);
      case "notApplicable":
        throw new StatusError(422, "Invalid", error.message, { details: {}, cause: error });
      case "tooLarge":
        throw new StatusError(413, "RequestEntityTooLarge", error.message, { cause: error });
      case "internal":
        throw new StatusError(500, "", error.message, { cause: error });
    }
  }
}
