import { validateObjectMeta, validateObjectMetaUpdate } from "#resources/validate-metadata.ts";
import { invalidError, type FieldError } from "#status/field-error.ts";
import type { ApiObject } from "#storage/store.ts";
import type { ResourceRequest } from "./context.ts";
import { invalidKind, strategyContext } from "./write-scope.ts";

/** Throws 422 when a new object is not valid; else warns of what is doubtful in it. */
export async function validateNew(request: ResourceRequest, object: ApiObject): Promise<void> {
  const { resource } = request;
  const { namespaced, strategy } = resource;
  await strategy.ready?.(object);
  throwInvalid(request, object, strategy.validateCreate(object, strategyContext(request)));
  // After the kind's own rules, so that their more specific messages are seen.
  throwInvalid(request, object, validateObjectMeta(object, { namespaced, nameKind: "pathSegment" }));
  warn(request, object, undefined);
}

/** Throws 422 when an object may not become another; else warns of what is doubtful in it. */
export async function validateChanged(request: ResourceRequest, object: ApiObject, old: ApiObject): Promise<void> {
  const { resource } = request;
  const { namespaced, strategy } = resource;
  await strategy.ready?.(object);
  throwInvalid(request, object, [
    ...validateObjectMeta(object, { namespaced, nameKind: "pathSegment" }),
    ...validateObjectMetaUpdate(object, old),
    ...strategy.validateUpdate(object, old, strategyContext(request)),
  ]);
  warn(request, object, old);
}

function throwInvalid({ resource }: ResourceRequest, object: ApiObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError(invalidKind(resource, object), object.metadata.name ?? "", errors);
}

function warn(request: ResourceRequest, object: ApiObject, old: ApiObject | undefined): void {
  const { resource } = request;
  for (const text of resource.strategy.warnings(object, old)) request.warn(text);
  if (!resource.custom) return;
  for (const finalizer of object.metadata.finalizers ?? []) {
    if (
      finalizer.includes("/") ||
      STANDARD_FINALIZERS.has(finalizer) ||
      old?.metadata.finalizers?.includes(finalizer) === true
    )
      continue;
    request.warn(
      `metadata.finalizers: ${JSON.stringify(finalizer)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    );
  }
}

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(["kubernetes", "orphan", "foregroundDeletion"]);
