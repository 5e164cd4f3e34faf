import { jsonEqual } from "homeostat/internal/std/compare.ts";
import { isDns1035Label, isDnsSubdomain } from "#structural/dns-names.ts";
import { isObject } from "#structural/json.ts";
import { createCheckedSchemas, type CheckedSchemas } from "#structural/checked-schemas.ts";
import { forbidden, invalid, notSupported, required, type SchemaError } from "#structural/schema-error.ts";
import { crdSpec, crdStatus, type CrdNames, type CrdSpec, type CrdVersion } from "./crd-spec.ts";
import { defaultCustomResourceDefinition, storageVersions, withDefaults } from "./default-crd.ts";
import { validateCrdSchema } from "./validate-crd-schema.ts";
import { validateCrdVersionParts } from "./version-parts.ts";

/**
 * What the API server refuses in a new CustomResourceDefinition, metadata's own rules aside: names, versions, conversion, structural
 * schemas, defaults, CEL rules with their costs, printer columns, subresources and selectable fields. What the server fills in need
 * not be there. Fields are named as the server names them: `spec.validation.openAPIV3Schema…` when all versions have the same schema.
 * `checked`: of CRDs with schemas in common, what is known from one for the next.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function validateCustomResourceDefinition(
  crd: object,
  checked: CheckedSchemas = createCheckedSchemas(),
): readonly SchemaError[] {
  const filled = withDefaults(crd, checked.forms);
  const spec = crdSpec(filled);
  const errors: SchemaError[] = [];
  const { name = "" } = metadataOf(crd);
  if (name !== `${spec.names?.plural}.${spec.group}`)
    errors.push(invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group'));
  errors.push(...validateSpec(filled, spec, { before: NOTHING, checked }));
  return [...errors, ...validateStoredVersions(spec, storageVersions(filled))];
}

/**
 * What the API server refuses in a change of `old` to `crd`: as for a new one, and once established, its group, scope, kind and plural
 * stay. A rule that is too expensive is tolerated where the version's schema did not change.
 */
export function validateCustomResourceDefinitionChange(crd: object, old: object): readonly SchemaError[] {
  const filled = defaultCustomResourceDefinition(crd);
  const spec = crdSpec(filled);
  const before = crdSpec(old);
  const errors: SchemaError[] = [
    ...validateSpec(filled, spec, { before: before.versions, checked: createCheckedSchemas() }),
  ];
  if (isEstablished(old)) {
    const immutable = (field: string, value: string, was: string): void => {
      if (value !== was) errors.push(invalid(`spec.${field}`, value, "field is immutable"));
    };
    immutable("group", spec.group, before.group);
    immutable("scope", spec.scope, before.scope);
    immutable("names.kind", spec.names.kind, before.names.kind);
    immutable("names.plural", spec.names.plural, before.names.plural);
  }
  return [...errors, ...validateStoredVersions(spec, crdStatus(crd).storedVersions ?? [])];
}

const NOTHING: readonly CrdVersion[] = [];

function isEstablished(crd: object): boolean {
  return (crdStatus(crd).conditions ?? []).some((one) => one.type === "Established" && one.status === "True");
}

function metadataOf(crd: object): {
  readonly name?: string;
  readonly annotations?: Readonly<Record<string, string>>;
} {
  const metadata: unknown = Reflect.get(crd, "metadata");
  return isObject(metadata) ? metadata : {};
}

interface Known {
  /** The versions that were accepted before. */
  readonly before: readonly CrdVersion[];
  readonly checked: CheckedSchemas;
}

function validateSpec(crd: object, spec: CrdSpec, known: Known): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  validateGroup(crd, spec.group, errors);
  if (isEmpty(givenScope(crd))) errors.push(required("spec.scope"));
  else if (spec.scope !== "Cluster" && spec.scope !== "Namespaced")
    errors.push(notSupported("spec.scope", spec.scope, ["Cluster", "Namespaced"]));
  validateNames(spec.names, errors);
  validateVersions(spec, known, errors);
  validateConversion(spec, errors);
  return errors;
}

/** A scope that is absent reads as Namespaced elsewhere. */
function givenScope(crd: object): string {
  const spec: unknown = Reflect.get(crd, "spec");
  return isObject(spec) && typeof spec["scope"] === "string" ? spec["scope"] : "";
}

function validateGroup(crd: object, group: string, errors: SchemaError[]): void {
  if (isEmpty(group)) return void errors.push(required("spec.group"));
  const problems = isDnsSubdomain(group);
  for (const problem of problems) errors.push(invalid("spec.group", group, problem));
  if (problems.length === 0 && !group.includes("."))
    errors.push(invalid("spec.group", group, "should be a domain with at least one dot"));
  if (
    group === "k8s.io" ||
    group === "kubernetes.io" ||
    group.endsWith(".k8s.io") ||
    group.endsWith(".kubernetes.io")
  ) {
    const approval = metadataOf(crd).annotations?.["api-approved.kubernetes.io"];
    const field = "metadata.annotations[api-approved.kubernetes.io]";
    const see = "see https://github.com/kubernetes/enhancements/pull/1111";
    if (isEmpty(approval)) {
      errors.push(
        required(field, `protected groups must have approval annotation "api-approved.kubernetes.io", ${see}`),
      );
    } else if (approval !== undefined && !approval.startsWith("unapproved") && !URL.canParse(approval)) {
      errors.push(
        invalid(
          field,
          approval,
          `protected groups must have approval annotation "api-approved.kubernetes.io" with either a URL or a reason starting with "unapproved", ${see}`,
        ),
      );
    }
  }
}

function validateNames(names: CrdNames, errors: SchemaError[]): void {
  const label = (field: string, value: string): void => {
    for (const problem of isDns1035Label(value)) errors.push(invalid(`spec.names.${field}`, value, problem));
  };
  const kind = (field: string, value: string): void => {
    for (const problem of isDns1035Label(value.toLowerCase())) {
      errors.push(invalid(`spec.names.${field}`, value, `may have mixed case, but should otherwise match: ${problem}`));
    }
  };
  if (isEmpty(names.plural)) errors.push(required("spec.names.plural"));
  else label("plural", names.plural);
  if (isEmpty(names.singular)) errors.push(required("spec.names.singular"));
  else label("singular", names.singular ?? "");
  if (isEmpty(names.kind)) errors.push(required("spec.names.kind"));
  else kind("kind", names.kind);
  if (isEmpty(names.listKind)) errors.push(required("spec.names.listKind"));
  else kind("listKind", names.listKind ?? "");
  names.shortNames?.forEach((one, index) => label(`shortNames[${index}]`, one));
  names.categories?.forEach((one, index) => label(`categories[${index}]`, one));
  if (!isEmpty(names.kind) && names.kind === names.listKind) {
    errors.push(invalid("spec.names.listKind", names.listKind, "kind and listKind may not be the same"));
  }
}

/** What every version has in common is named without the version, as in v1beta1. */
function validateVersions(spec: CrdSpec, { before, checked }: Known, errors: SchemaError[]): void {
  const { versions } = spec;
  const shown = versions.map(internalForm);
  if (new Set(versions.map((one) => one.name)).size < versions.length)
    errors.push(invalid("spec.versions", shown, "must contain unique version names"));
  if (versions.filter((one) => one.storage).length !== 1) {
    errors.push(invalid("spec.versions", shown, "must have exactly one version marked as storage version"));
  }
  versions.forEach((version, index) => {
    const problems = isDns1035Label(version.name ?? "");
    for (const problem of problems) errors.push(invalid(`spec.versions[${index}].name`, version.name, problem));
    if (index === 0) for (const problem of problems) errors.push(invalid("spec.version", version.name, problem));
  });
  if (Reflect.get(spec, "preserveUnknownFields") === true) {
    const detail =
      "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
    errors.push(invalid("spec.preserveUnknownFields", true, detail));
  }
  versions.forEach((version, index) => {
    const own = `spec.versions[${index}]`;
    if (version.schema?.openAPIV3Schema === undefined) errors.push(required(`${own}.schema.openAPIV3Schema`));
    validateDeprecation(version, own, errors);
    const at = (part: keyof CrdVersion): string | undefined =>
      allEqual(versions, part) ? (index === 0 ? "spec" : undefined) : own;
    const schemaAt = at("schema");
    if (schemaAt !== undefined && version.schema?.openAPIV3Schema !== undefined) {
      const path = schemaAt === "spec" ? "spec.validation.openAPIV3Schema" : `${own}.schema.openAPIV3Schema`;
      const unchanged = before.some((one) => one.name === version.name && jsonEqual(one.schema, version.schema));
      errors.push(
        ...validateCrdSchema(version.schema.openAPIV3Schema, path, {
          unchanged,
          hasStatus: hasStatus(version),
          checked,
        }),
      );
    }
    validateCrdVersionParts(
      version,
      { subresources: at("subresources"), columns: at("additionalPrinterColumns"), selectable: at("selectableFields") },
      errors,
    );
  });
}

function hasStatus(version: CrdVersion): boolean {
  return version.subresources?.status !== undefined && version.subresources.status !== null;
}

function allEqual(versions: readonly CrdVersion[], part: keyof CrdVersion): boolean {
  const [first] = versions;
  return versions.every((one) => jsonEqual(one[part], first?.[part]));
}

/** As messages show versions: with Go's field names, common parts left out. */
function internalForm(version: CrdVersion): object {
  return {
    Name: version.name,
    Served: version.served ?? false,
    Storage: version.storage ?? false,
    Deprecated: version.deprecated ?? false,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  };
}

function validateDeprecation(version: CrdVersion, path: string, errors: SchemaError[]): void {
  const { deprecated, deprecationWarning: warning } = version;
  if (warning === undefined) return;
  const field = `${path}.deprecationWarning`;
  if (deprecated !== true) errors.push(invalid(field, warning, "can only be set for deprecated versions"));
  else if (warning.length > 256) errors.push(invalid(field, warning, "must be <= 256 characters long"));
  else if (warning === "") errors.push(invalid(field, warning, "must not be an empty string"));
}

function validateConversion(spec: CrdSpec, errors: SchemaError[]): void {
  const { strategy, webhook } = spec.conversion ?? {};
  const config = "spec.conversion.webhookClientConfig";
  const reviews = "spec.conversion.conversionReviewVersions";
  if (strategy === undefined || strategy === "") return void errors.push(required("spec.conversion.strategy"));
  if (strategy !== "None" && strategy !== "Webhook")
    return void errors.push(notSupported("spec.conversion.strategy", strategy, ["None", "Webhook"]));
  if (strategy === "None") {
    const detail = "should not be set when strategy is not set to Webhook";
    if (webhook?.clientConfig !== undefined) errors.push(forbidden(config, detail));
    if (webhook?.conversionReviewVersions !== undefined) errors.push(forbidden(reviews, detail));
    return;
  }
  const client = webhook?.clientConfig;
  if (client === undefined) errors.push(required(config, "required when strategy is set to Webhook"));
  else if ((client.url === undefined) === (client.service === undefined))
    errors.push(required(config, "exactly one of url or service is required"));
  const accepted = webhook?.conversionReviewVersions ?? [];
  if (accepted.length === 0) errors.push(required(reviews));
  else if (!accepted.includes("v1") && !accepted.includes("v1beta1"))
    errors.push(invalid(reviews, accepted, "must include at least one of v1, v1beta1"));
}

function validateStoredVersions(spec: CrdSpec, stored: readonly string[]): readonly SchemaError[] {
  const field = "status.storedVersions";
  if (stored.length === 0) return [invalid(field, null, "must have at least one stored version")];
  const errors: SchemaError[] = [];
  const left = new Set(stored);
  for (const { name, storage } of spec.versions ?? []) {
    if (storage && !left.has(name)) errors.push(invalid(field, stored, `must have the storage version ${name}`));
    left.delete(name);
  }
  for (const name of left) {
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    errors.push(invalid(`${field}[${stored.indexOf(name)}]`, name, detail));
  }
  return errors;
}

function isEmpty(value: string | undefined): boolean {
  return value === undefined || value === "";
}
