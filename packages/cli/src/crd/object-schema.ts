import type { Marker } from "#markers/marker.ts";
import { descriptionOf } from "#markers/description.ts";
import type { Field, TypeDeclaration, TypeNode } from "#model/model.ts";
import { decidingMarker, isRequired } from "#model/requiredness.ts";
import { applyMarkers } from "./apply-markers.ts";
import { finishDraft, type Draft } from "./draft.ts";
import { topView } from "./merge-schemas.ts";
import { within, type SchemaContext } from "./schema-context.ts";
import type { SchemaNode, ValidationRule } from "./schema-node.ts";

/** An object type: its own fields, and the types that it extends, which are merged in when its markers are applied. */
export function objectDraft(
  type: TypeNode & { readonly node: "object" },
  owner: TypeDeclaration,
  context: SchemaContext,
): Draft {
  const own: SchemaNode = { type: "object" };
  const required: string[] = [];
  const rules: ValidationRule[] = [];
  for (const field of type.fields) {
    own.properties ??= {};
    own.properties[field.name] = within(context, { part: `.${field.name}` }, () => fieldSchema(field, owner, context));
    warnAboutDisagreement(field, owner, context);
    const mustBeGiven = isRequired(field, owner.optionalByDefault);
    if (mustBeGiven) required.push(field.name);
    const immutable = field.markers.find(({ name }) => name === "k8s:immutable");
    if (immutable !== undefined && !mustBeGiven) rules.push(setOnce(field.name, immutable, context));
  }
  if (required.length > 0) own.required = required.sort();
  if (rules.length > 0) own["x-kubernetes-validations"] = rules;
  const embedded = type.embedded.map((part) => finishDraft(context.draftOf(part, owner, context), context.sources));
  return { own, embedded };
}

function fieldSchema(field: Field, owner: TypeDeclaration, context: SchemaContext): SchemaNode {
  const subject = `field ${owner.name}.${field.name}`;
  const draft = has(field, "kubebuilder:validation:Schemaless")
    ? { own: {} }
    : context.draftOf(field.type, owner, context);
  context.sources.record(draft.own, field.position);
  const description = descriptionOf(field.doc);
  if (description !== "") draft.own.description = description;
  applyMarkers(draft, { markers: field.markers, target: "field", subject }, context);
  warnAboutNullDefault(draft, field, { subject, context });
  return finishDraft(draft, context.sources);
}

/** An explicit null stays null although the field has a default, which surprises. */
function warnAboutNullDefault(
  draft: Draft,
  field: Field,
  { subject, context }: { readonly subject: string; readonly context: SchemaContext },
): void {
  const nullable = draft.own.nullable === true || topView(draft.base ?? {}).nullable === true;
  if (!nullable || draft.own.default === undefined || draft.own.default === null) return;
  context.report({
    severity: "warning",
    message: `${subject} is nullable and has a default: an explicit null stays null, only an absent field gets the default`,
    position: context.sources.positionOf(draft.own, "default") ?? field.position,
    hint: "Leave out one of them; without null, an explicit null gets the default too.",
  });
}

/** A field with a default may be optional for writers and still always be there for readers. */
function warnAboutDisagreement(field: Field, owner: TypeDeclaration, context: SchemaContext): void {
  const deciding = decidingMarker(field);
  if (deciding === undefined) return;
  const { marker, makesRequired } = deciding;
  if (makesRequired !== field.optional || (!makesRequired && hasDefault(field))) return;
  const written = field.optional ? `${field.name}?:` : `${field.name}:`;
  context.report({
    severity: "warning",
    message: `+${marker.name} makes the field ${owner.name}.${field.name} ${makesRequired ? "required" : "optional"}, but it is written ${written}`,
    position: marker.position,
    hint: makesRequired ? "Leave out the ?; then no marker is needed." : "Write it with ?; then no marker is needed.",
  });
}

function hasDefault(field: Field): boolean {
  return has(field, "kubebuilder:default") || has(field, "default");
}

function has(field: Field, name: string): boolean {
  return field.markers.some((marker) => marker.name === name);
}

/** An optional immutable field may be set once, but not removed. */
function setOnce(name: string, marker: Marker, context: SchemaContext): ValidationRule {
  const rule: ValidationRule = {
    rule: `!has(oldSelf.${name}) || has(self.${name})`,
    message: `field ${name} is immutable once set`,
  };
  context.sources.record(rule, marker.position);
  return rule;
}
