import { isDns1035Label, isDnsLabel, isDnsSubdomain } from "@homeostat/schema";
import type { ObjectMeta, OwnerReference } from "homeostat/internal/meta/object.ts";
import { forbidden, invalid, required, tooLong, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import { isLabelKey, isLabelValue, isPathSegment, isQualifiedName } from "./names.ts";

/** What names of a resource may look like. `service` is what Services allow (a DNS label since 1.34). */
export type NameKind = "subdomain" | "label" | "label1035" | "service" | "pathSegment";

/** How `validateObjectMeta` reads metadata. */
export interface MetadataRules {
  readonly namespaced: boolean;
  readonly nameKind: NameKind;
  /** Built-in kinds also want finalizers to be qualified (`example.com/x`) or standard ones. Default false: custom resources only warn. */
  readonly qualifiedFinalizers?: boolean;
}

/**
 * What is wrong with an object's metadata, as the API server words it. A strategy calls it with the name rules of its kind;
 * the handlers call it once more with `pathSegment`.
 * See https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export function validateObjectMeta(object: ApiObject, rules: MetadataRules): FieldError[] {
  const { metadata } = object;
  const errors: FieldError[] = [];
  validateName(metadata, rules, errors);
  validateNamespace(metadata, rules.namespaced, errors);
  if ((metadata.generation ?? 0) < 0) {
    errors.push(invalid("metadata.generation", metadata.generation, "must be greater than or equal to 0"));
  }
  validateLabels(metadata.labels, "metadata.labels", errors);
  validateAnnotations(metadata.annotations, "metadata.annotations", errors);
  validateOwnerReferences(metadata.ownerReferences ?? [], errors);
  validateFinalizers(metadata.finalizers ?? [], errors);
  if (rules.qualifiedFinalizers === true) validateFinalizerNames(metadata.finalizers ?? [], errors);
  return errors;
}

/** What is wrong with a change of metadata: immutable fields, finalizers added too late, bad labels, annotations and owners. */
export function validateObjectMetaUpdate(
  object: ApiObject,
  old: ApiObject,
  rules: { readonly qualifiedFinalizers?: boolean } = {},
): FieldError[] {
  const { metadata } = object;
  const before = old.metadata;
  const errors: FieldError[] = [];
  if (before.deletionTimestamp !== undefined)
    validateNoNewFinalizers(metadata.finalizers ?? [], before.finalizers ?? [], errors);
  if ((metadata.resourceVersion ?? "") === "") {
    errors.push(invalid("metadata.resourceVersion", "", "must be specified for an update"));
  }
  if ((metadata.generation ?? 0) < (before.generation ?? 0)) {
    errors.push(invalid("metadata.generation", metadata.generation ?? 0, "must not be decremented"));
  }
  for (const field of IMMUTABLE) {
    if ((metadata[field] ?? null) === (before[field] ?? null)) continue;
    errors.push(invalid(`metadata.${field}`, metadata[field] ?? null, "field is immutable"));
  }
  validateLabels(metadata.labels, "metadata.labels", errors);
  validateAnnotations(metadata.annotations, "metadata.annotations", errors);
  validateOwnerReferences(metadata.ownerReferences ?? [], errors);
  if (rules.qualifiedFinalizers === true) validateFinalizerNames(metadata.finalizers ?? [], errors);
  return errors;
}

/** What is wrong with labels at any place of an object, such as a pod template. */
export function validateLabels(labels: ObjectMeta["labels"], field: string, errors: FieldError[]): void {
  for (const key in labels) {
    const value = labels[key] ?? "";
    for (const problem of isLabelKey(key)) errors.push(invalid(field, key, problem));
    for (const problem of isLabelValue(value)) errors.push(invalid(field, value, problem));
  }
}

/** What is wrong with annotations at any place of an object. */
export function validateAnnotations(annotations: ObjectMeta["annotations"], field: string, errors: FieldError[]): void {
  let bytes = 0;
  for (const key in annotations) {
    for (const problem of isQualifiedName(key.toLowerCase())) errors.push(invalid(field, key, problem));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(annotations[key] ?? "");
  }
  if (bytes > MAX_ANNOTATIONS_BYTES) errors.push(tooLong(field, `may not be more than ${MAX_ANNOTATIONS_BYTES} bytes`));
}

const MAX_ANNOTATIONS_BYTES = 256 * 1024;

const IMMUTABLE = [
  "name",
  "namespace",
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;

const NAME_RULES: Readonly<Record<NameKind, (name: string) => readonly string[]>> = {
  subdomain: isDnsSubdomain,
  label: isDnsLabel,
  label1035: isDns1035Label,
  service: isDnsLabel,
  pathSegment: isPathSegment,
};

function validateName(metadata: ObjectMeta, rules: MetadataRules, errors: FieldError[]): void {
  const check = NAME_RULES[rules.nameKind];
  const { name = "", generateName = "" } = metadata;
  if (generateName !== "") {
    // The random suffix follows a trailing dash.
    const sample = rules.nameKind === "pathSegment" ? generateName : generateName.replace(/(?<=.)-$/, "a");
    for (const problem of check(sample)) errors.push(invalid("metadata.generateName", generateName, problem));
  }
  if (name === "") errors.push(required("metadata.name", "name or generateName is required"));
  else for (const problem of check(name)) errors.push(invalid("metadata.name", name, problem));
}

function validateNamespace(metadata: ObjectMeta, namespaced: boolean, errors: FieldError[]): void {
  const { namespace = "" } = metadata;
  if (!namespaced) {
    if (namespace !== "") errors.push(forbidden("metadata.namespace", "not allowed on this type"));
    return;
  }
  if (namespace === "") errors.push(required("metadata.namespace"));
  else for (const problem of isDnsLabel(namespace)) errors.push(invalid("metadata.namespace", namespace, problem));
}

function validateOwnerReferences(owners: readonly OwnerReference[], errors: FieldError[]): void {
  let controller: string | undefined;
  for (const owner of owners) {
    validateOwnerReference(owner, errors);
    if (owner.controller !== true) continue;
    const current = `${owner.kind}/${owner.name}`;
    if (controller === undefined) controller = current;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`;
      errors.push(invalid("metadata.ownerReferences", owners, detail));
    }
  }
}

function validateOwnerReference(owner: Partial<OwnerReference>, errors: FieldError[]): void {
  const field = "metadata.ownerReferences";
  const { apiVersion = "" } = owner;
  if (apiVersion === "" || apiVersion.split("/").length > 2 || apiVersion.endsWith("/")) {
    errors.push(invalid(`${field}.apiVersion`, apiVersion, "version must not be empty"));
  }
  for (const name of ["kind", "name", "uid"] as const) {
    if ((owner[name] ?? "") === "") errors.push(invalid(`${field}.${name}`, "", "must not be empty"));
  }
  if (apiVersion === "v1" && owner.kind === "Event") {
    errors.push(invalid(field, owner, "/v1, Kind=Event is disallowed from being an owner"));
  }
}

function validateFinalizers(finalizers: readonly string[], errors: FieldError[]): void {
  const field = "metadata.finalizers";
  for (const finalizer of finalizers) {
    for (const problem of isQualifiedName(finalizer)) errors.push(invalid(field, finalizer, problem));
  }
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    errors.push(invalid(field, finalizers, "finalizer orphan and foregroundDeletion cannot be both set"));
  }
}

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

function validateFinalizerNames(finalizers: readonly string[], errors: FieldError[]): void {
  finalizers.forEach((finalizer, index) => {
    if (finalizer.includes("/") || STANDARD_FINALIZERS.has(finalizer)) return;
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    errors.push(invalid(`metadata.finalizers[${index}]`, finalizer, detail));
  });
}

function validateNoNewFinalizers(finalizers: readonly string[], old: readonly string[], errors: FieldError[]): void {
  const added = finalizers.filter((one) => !old.includes(one)).sort();
  if (added.length === 0) return;
  const list = added.map((one) => JSON.stringify(one)).join(", ");
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  errors.push(forbidden("metadata.finalizers", detail));
}
