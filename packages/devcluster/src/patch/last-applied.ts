import type { ApiObject } from "#storage/store.ts";
import { subtract, type FieldSet } from "./field-set.ts";
import { isJsonObject, member } from "./json-value.ts";
import { compareTyped } from "./typed-compare.ts";
import { fieldSetOf } from "./typed-field-set.ts";
import { validateTyped } from "./typed-validate.ts";
import { objectType } from "./value-type.ts";
import type { Schema } from "@homeostat/schema";

/** The manager of `kubectl apply --server-side`, which takes over from client-side apply. */
export const KUBECTL = "kubectl";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** What the annotations of one object may hold together. */
const MAX_ANNOTATION_BYTES = 256 * 1024;

/**
 * The fields that client-side apply set and that are still as it set them; undefined when the live object has no (readable)
 * `last-applied-configuration` of this version.
 */
export function allowedByLastApplied(input: {
  readonly live: ApiObject | undefined;
  readonly apiVersion: string;
  readonly schema: Schema;
}): FieldSet | undefined {
  const text = input.live?.metadata.annotations?.[LAST_APPLIED];
  const applied = text === undefined ? undefined : parse(text);
  if (!isJsonObject(applied) || member(applied, "apiVersion") !== input.apiVersion) return undefined;
  const type = objectType(input.schema);
  if (validateTyped(applied, type, "refused") !== undefined) return undefined;
  const { modified, added, removed } = compareTyped(applied, input.live, type);
  return subtract(subtract(subtract(fieldSetOf(applied, type), modified), added), removed);
}

/** Keeps the annotation, where there is one, in step with what kubectl applies. */
export function withLastApplied(object: ApiObject, applied: ApiObject): ApiObject {
  const current = object.metadata.annotations?.[LAST_APPLIED];
  if (current === undefined || current === "") return object;
  const { [LAST_APPLIED]: _, ...others } = object.metadata.annotations ?? {};
  const annotations = { ...others, [LAST_APPLIED]: `${sortedJson(withoutAnnotation(applied))}\n` };
  const isTooLarge = annotationBytes(annotations) > MAX_ANNOTATION_BYTES;
  return { ...object, metadata: { ...object.metadata, annotations: isTooLarge ? others : annotations } };
}

function withoutAnnotation(applied: ApiObject): ApiObject {
  const { annotations, ...metadata } = applied.metadata;
  const { [LAST_APPLIED]: _, ...others } = annotations ?? {};
  const isEmpty = Object.keys(others).length === 0;
  return { ...applied, metadata: isEmpty ? metadata : { ...metadata, annotations: others } };
}

function annotationBytes(annotations: Readonly<Record<string, string>>): number {
  return Object.entries(annotations).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? "null";
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${sortedJson(value[name])}`).join(",")}}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
