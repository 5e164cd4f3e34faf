import type { Position } from "#diagnostics/diagnostic.ts";
import type { SchemaContext } from "./schema-context.ts";

/**
 * Metadata inside of a spec, as in a Pod template, is `type: object` in CRDs of controller-gen: the API server prunes all of it, labels
 * and annotations too, and says nothing.
 */
export function warnAboutMetadata(position: Position | undefined, context: SchemaContext): void {
  if (context.options.generateEmbeddedObjectMeta === true || isOwnMetadata(context) || isDeepInside(context)) return;
  context.report({
    severity: "warning",
    message: `labels, annotations and all else in ${partText(context)} will be lost, because its schema says nothing about them`,
    ...(position === undefined ? {} : { position }),
    hint: "Set generateEmbeddedObjectMeta to keep name, namespace, labels, annotations and finalizers.",
  });
}

/** The kind's own: the API server knows it. */
function isOwnMetadata({ trail }: SchemaContext): boolean {
  return trail.filter((step) => "part" in step).length <= 1;
}

const MOST_STEPS = 2;

/** Far down in a type of Kubernetes, such as the claim of an ephemeral volume in a Pod: hardly anybody means it. */
function isDeepInside({ trail }: SchemaContext): boolean {
  const first = trail.findIndex((step) => "definition" in step);
  return first >= 0 && trail.slice(first).filter((step) => "part" in step).length > MOST_STEPS;
}

function partText({ trail }: SchemaContext): string {
  return trail
    .flatMap((step) => ("part" in step ? [step.part] : []))
    .join("")
    .replace(/^\./, "");
}
