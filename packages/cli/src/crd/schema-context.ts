import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";
import type { TypeDeclaration, TypeNode } from "#model/model.ts";
import type { CrdOptions } from "./crd-options.ts";
import type { Draft } from "./draft.ts";
import type { SchemaNode } from "./schema-node.ts";
import type { SourceMap } from "./source-map.ts";

/** What the schemas of one run share. */
export interface SchemaContext {
  readonly options: CrdOptions;
  readonly sources: SourceMap;
  /** Finished schemas of named types. */
  readonly declared: Map<TypeDeclaration, SchemaNode>;
  /** Flattened schemas in which nothing contradicts. */
  readonly flattened: Map<SchemaNode, SchemaNode>;
  /** From the kind to where we are: named types and, between them, fields. */
  readonly trail: TrailStep[];
  /** Where the user's part of the trail ends: the type that is being read. */
  position?: Position;
  readonly builtins: BuiltinSchemas;
  /** Reads a type inside of the named type `owner`. A member, for types contain fields and fields have types. */
  draftOf(type: TypeNode, owner: TypeDeclaration, context: SchemaContext): Draft;
  report(diagnostic: Diagnostic): void;
}

/** The schemas of Kubernetes' own types, as controller-gen expands them from their Go source; without descriptions. */
export interface BuiltinSchemas {
  /** Undefined when Kubernetes has no such definition, or the definition no such property. Shared: not to be changed. */
  schema(definition: string, field: string | undefined, context: SchemaContext): SchemaNode | undefined;
}

/** A step down: into a named type, or to a part of the present one (`.spec`, `[]`). */
export type TrailStep =
  { readonly declaration: TypeDeclaration } | { readonly definition: string } | { readonly part: string };

/** Runs `work` one step further down. */
export function within<T>(context: SchemaContext, step: TrailStep, work: () => T): T {
  context.trail.push(step);
  try {
    return work();
  } finally {
    context.trail.pop();
  }
}

/** The trail as text from the step at `from`: `Node.children[]`. */
export function trailText(context: SchemaContext, from: number): string {
  let text = "";
  for (const step of context.trail.slice(from)) {
    if ("part" in step) text += step.part;
    else {
      const name = "declaration" in step ? step.declaration.name : (step.definition.split(".").at(-1) ?? "");
      text += text === "" ? name : ` → ${name}`;
    }
  }
  return text;
}
