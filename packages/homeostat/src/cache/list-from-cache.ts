import type { ListOptions } from "#client/client.ts";
import type { FieldRequirement } from "#meta/field-selector.ts";
import { resourceNameOf } from "#meta/kind.ts";
import { matchesLabels } from "#meta/selector.ts";
import type { CachedKind } from "./informer.ts";
import { labelIndex } from "./label-index.ts";
import type { StoredObject } from "./reflector-state.ts";
import { fieldRequirementsOf, labelSelectorOf } from "./selection.ts";

/**
 * The cached objects that a list asks for. Fields other than `metadata.name` and `metadata.namespace` need an index of the
 * same name. Throws for what a cache cannot do, and says what can be done instead.
 */
export function listFromCache(informer: CachedKind, options: ListOptions): readonly StoredObject[] {
  const fields = options.fields === undefined ? [] : fieldRequirementsOf(options.fields);
  const indexed = fields.filter(({ field }) => !METADATA_FIELDS.has(field)).map((field) => fieldIndex(informer, field));
  if (options.index !== undefined) indexed.unshift(options.index);
  for (const { name } of indexed) checkIndex(informer, name);

  const selector = options.labels === undefined ? undefined : labelSelectorOf(options.labels);
  const tests: ((object: StoredObject) => boolean)[] = [];
  if (selector !== undefined) {
    tests.push((object) => matchesLabels(selector, object.metadata.labels));
    const byLabel = indexed.length === 0 ? labelIndex(informer, selector) : undefined;
    if (byLabel !== undefined) indexed.push(byLabel);
  }
  for (const requirement of fields) {
    if (METADATA_FIELDS.has(requirement.field)) tests.push((object) => meetsMetadata(object, requirement));
  }
  const [index, ...others] = indexed;
  for (const { name, value } of others) tests.push((object) => informer.indexHolds(name, value, object));

  const found: StoredObject[] = [];
  for (const object of informer.view({ namespace: options.namespace, index })) {
    if (tests.every((test) => test(object))) found.push(object);
  }
  return found;
}

const METADATA_FIELDS: ReadonlySet<string> = new Set(["metadata.name", "metadata.namespace"]);

function meetsMetadata({ metadata }: StoredObject, { field, operator, value }: FieldRequirement): boolean {
  const found = field === "metadata.name" ? metadata.name : (metadata.namespace ?? "");
  return (found === value) === (operator === "=");
}

function fieldIndex(
  informer: CachedKind,
  { field, operator, value }: FieldRequirement,
): { name: string; value: string } {
  if (operator === "=" && informer.hasIndex(field)) return { name: field, value };
  const { kind } = informer;
  const attempt = `cannot list ${resourceNameOf(kind)} by the field ${field}${operator}${value} from the cache`;
  if (operator === "!=") {
    throw new Error(
      `${attempt}: only equality can be looked up; list without it and filter, or list with { consistency: "live" }`,
    );
  }
  throw new Error(
    `${attempt}: there is no index of this name; register cache.index(${kind.kind}, ${JSON.stringify(field)}, (object) => […]) before the list, or list with { consistency: "live" }`,
  );
}

function checkIndex(informer: CachedKind, name: string): void {
  if (informer.hasIndex(name)) return;
  const { kind } = informer;
  throw new Error(
    `cannot list ${resourceNameOf(kind)} by the index ${JSON.stringify(name)}: it does not exist; register cache.index(${kind.kind}, ${JSON.stringify(name)}, (object) => […]) first`,
  );
}
