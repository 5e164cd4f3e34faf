import type { Position } from "#diagnostics/diagnostic.ts";
import { descriptionOf } from "#markers/description.ts";
import type { Scalar, TypeDeclaration, TypeNode } from "#model/model.ts";
import { applyMarkers } from "./apply-markers.ts";
import { finishDraft, type Draft } from "./draft.ts";
import { knownSchema } from "./known-schemas.ts";
import { topView } from "./merge-schemas.ts";
import { warnAboutMetadata } from "./metadata-warning.ts";
import { objectDraft } from "./object-schema.ts";
import { trailText, within, type SchemaContext } from "./schema-context.ts";
import type { SchemaNode } from "./schema-node.ts";

/** The schema of a named type, with its own description and markers, not yet flattened. Made once; shared: not to be changed. */
export function declaredSchema(declaration: TypeDeclaration, context: SchemaContext): SchemaNode {
  const ready = context.declared.get(declaration);
  if (ready !== undefined) return ready;
  const schema = within(context, { declaration }, () => {
    const draft = draftOf(declaration.type, declaration, context);
    const description = descriptionOf(declaration.doc);
    if (description !== "") draft.own.description = description;
    context.sources.record(draft.own, declaration.position);
    const subject = `type ${declaration.name}`;
    applyMarkers(draft, { markers: declaration.markers, target: "type", subject }, context);
    return finishDraft(draft, context.sources);
  });
  context.declared.set(declaration, schema);
  return schema;
}

/** A type where it is written. `owner` is the named type around it. */
export function draftOf(type: TypeNode, owner: TypeDeclaration, context: SchemaContext): Draft {
  const draft = nonNullDraft(type, owner, context);
  if (type.nullable === true) allowNull(draft);
  context.sources.record(draft.own, type.position);
  return draft;
}

/** `| null`. The API server refuses null where an enum does not list it, nullable or not. */
function allowNull({ own, base }: Draft): void {
  own.nullable = true;
  const values = own.enum ?? topView(base ?? {}).enum;
  if (values !== undefined && !values.includes(null)) own.overrides = { enum: [...values, null] };
}

/** The same, finished: for parts that carry no markers. */
function schemaOf(type: TypeNode, owner: TypeDeclaration, context: SchemaContext): SchemaNode {
  return finishDraft(draftOf(type, owner, context), context.sources);
}

function nonNullDraft(type: TypeNode, owner: TypeDeclaration, context: SchemaContext): Draft {
  switch (type.node) {
    case "scalar":
      return { own: scalarSchema(type.scalar, type.position, context) };
    case "known":
      if (type.known === "ObjectMeta") warnAboutMetadata(type.position, context);
      return use(knownSchema(type.known, context.options), `type ${type.known}`);
    case "enum":
      return { own: { type: enumType(type.values), enum: type.values }, literals: type.values };
    case "array":
      return {
        own: { type: "array" },
        items: within(context, { part: "[]" }, () => draftOf(type.items, owner, context)),
      };
    case "map": {
      const values = within(context, { part: "[key]" }, () => schemaOf(type.values, owner, context));
      return { own: { type: "object", additionalProperties: values } };
    }
    case "object":
      return objectDraft(type, owner, context);
    case "reference":
      return referenceDraft(type.target, type.position, context);
    case "builtin":
      return builtinDraft(type, context);
    case "invalid":
      return { own: {} };
  }
}

/** The schema of a named type, to be merged with what the place of its use adds. */
function use(base: SchemaNode, baseName: string): Draft {
  const own: SchemaNode = {};
  const { type, format, "x-kubernetes-int-or-string": intOrString } = topView(base);
  if (type !== undefined && type !== "object" && type !== "array") {
    own.type = type;
    if (format !== undefined) own.format = format;
  }
  if (intOrString === true) own["x-kubernetes-int-or-string"] = true;
  return { own, base, baseName };
}

function referenceDraft(target: TypeDeclaration, position: Position, context: SchemaContext): Draft {
  const from = context.trail.findIndex((step) => "declaration" in step && step.declaration === target);
  if (from < 0) return use(declaredSchema(target, context), `type ${target.name}`);
  context.report({
    severity: "error",
    message: `the type ${target.name} contains itself (${trailText(context, from)} → ${target.name}), which no CRD can describe`,
    position,
    hint: "Where the recursion closes, put +kubebuilder:validation:Schemaless and +kubebuilder:pruning:PreserveUnknownFields on the field, or use JSONValue as its type.",
    related: [{ message: `${target.name} is declared here`, position: target.position }],
  });
  return { own: { "x-kubernetes-preserve-unknown-fields": true } };
}

function builtinDraft(type: TypeNode & { readonly node: "builtin" }, context: SchemaContext): Draft {
  context.position = type.position;
  const name = type.definition.split(".").at(-1) ?? type.definition;
  const base = context.builtins.schema(type.definition, type.field, context);
  if (base !== undefined) return use(base, type.field === undefined ? `type ${name}` : `${name}.${type.field}`);
  const what =
    type.field === undefined ? `a type ${type.definition}` : `a property ${type.field} in ${type.definition}`;
  context.report({
    severity: "error",
    message: `Kubernetes has no ${what.slice(2)} that a CRD could repeat`,
    position: type.position,
  });
  return { own: {} };
}

function enumType(values: readonly (string | number)[]): string {
  return values.every((value) => typeof value === "number") ? "integer" : "string";
}

const SCALARS: Readonly<Record<Scalar, SchemaNode>> = {
  string: { type: "string" },
  boolean: { type: "boolean" },
  int32: { type: "integer", format: "int32" },
  int64: { type: "integer", format: "int64" },
  integer: { type: "integer" },
  double: { type: "number" },
  base64: { type: "string", format: "byte" },
};

function scalarSchema(scalar: Scalar, position: Position, context: SchemaContext): SchemaNode {
  if (scalar === "double" && context.options.allowDangerousTypes !== true) {
    context.report({
      severity: "error",
      message: "a floating-point number in an API does not survive every client and language unchanged",
      position,
      hint: "Use Quantity, an integer of a smaller unit, or a string; or allow it with allowDangerousTypes.",
    });
  }
  return { ...SCALARS[scalar] };
}
