import { parseFieldSelector, type FieldRequirement } from "#meta/field-selector.ts";
import type { Kind } from "#meta/kind.ts";
import type { KubernetesObject } from "#meta/object.ts";
import { type ParsedLabelSelector, matchesLabels, parseLabelSelector, selectorFromLabels } from "#meta/selector.ts";

/** Which objects of one kind a cache keeps; the API server filters, so that others are not sent at all. */
export interface KindSelection {
  readonly kind: Kind;
  /** @default the cache's `namespaces` */
  readonly namespaces?: readonly string[];
  readonly labels?: Readonly<Record<string, string>> | string;
  readonly fields?: Readonly<Record<string, string>> | string;
}

/** Selects objects as the API server does. */
export interface ObjectSelector {
  (object: KubernetesObject): boolean;
}

/** What a label selector in the options of a list means. */
export function labelSelectorOf(labels: Readonly<Record<string, string>> | string): ParsedLabelSelector {
  return typeof labels === "string" ? parseLabelSelector(labels) : selectorFromLabels(labels);
}

/** What a field selector in the options of a list means. */
export function fieldRequirementsOf(fields: Readonly<Record<string, string>> | string): readonly FieldRequirement[] {
  if (typeof fields === "string") return parseFieldSelector(fields);
  return Object.entries(fields).map(([field, value]) => ({ field, operator: "=", value }));
}

/** Tests an object against the selectors of a cache's kind; namespaces are tested apart, since each has its own watch. */
export function objectSelector(selection: Pick<KindSelection, "labels" | "fields">): ObjectSelector {
  const labels = selection.labels === undefined ? undefined : labelSelectorOf(selection.labels);
  const fields = selection.fields === undefined ? [] : fieldRequirementsOf(selection.fields);
  return (object) =>
    (labels === undefined || matchesLabels(labels, object.metadata?.labels)) &&
    fields.every((requirement) => meetsField(object, requirement));
}

/** The fields that servers select by are scalars at the path of that name; an absent one is the empty string. */
function meetsField(object: KubernetesObject, { field, operator, value }: FieldRequirement): boolean {
  let found: unknown = object;
  for (const name of field.split(".")) {
    found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[name] : undefined;
  }
  const text =
    typeof found === "string" || typeof found === "number" || typeof found === "boolean" ? String(found) : "";
  return (text === value) === (operator === "=");
}
