import { nearestName } from "#diagnostics/suggestion.ts";

/** The webhook with a patch, or why the patch is wrong. */
export type PatchedWebhook = { readonly webhook: object } | { readonly problem: string; readonly hint: string };

/**
 * Applies the JSON of the argument `patch`: members replace those of the webhook, objects merge, null removes. So a webhook gets what no
 * argument gives: `namespaceSelector`, `objectSelector`, `matchConditions`.
 */
export function patchedWebhook(
  webhook: Readonly<Record<string, unknown>>,
  patch: string,
  mutating: boolean,
): PatchedWebhook {
  let changes: unknown;
  try {
    changes = JSON.parse(patch);
  } catch {
    return { problem: "it is not JSON", hint: EXAMPLE };
  }
  if (!isObject(changes)) return { problem: "it is not a JSON object", hint: EXAMPLE };
  const fields = mutating ? [...FIELDS, "reinvocationPolicy"] : FIELDS;
  const unknown = Object.keys(changes).find((name) => !fields.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, fields);
    const hint = nearest === undefined ? `Its fields are ${fields.join(", ")}.` : `Did you mean ${nearest}?`;
    return { problem: `a webhook has no field ${JSON.stringify(unknown)}`, hint };
  }
  return { webhook: merged(webhook, changes) };
}

const FIELDS: readonly string[] = [
  "admissionReviewVersions",
  "clientConfig",
  "failurePolicy",
  "matchConditions",
  "matchPolicy",
  "name",
  "namespaceSelector",
  "objectSelector",
  "rules",
  "sideEffects",
  "timeoutSeconds",
];

const EXAMPLE = 'Write JSON between backticks: patch=`{"namespaceSelector": {"matchLabels": {"a": "b"}}}`';

function merged(object: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>>): object {
  const result: Record<string, unknown> = { ...object };
  for (const [name, change] of Object.entries(changes)) {
    const old = result[name];
    if (change === null) delete result[name];
    else if (isObject(change)) result[name] = merged(isObject(old) ? old : {}, change);
    else result[name] = change;
  }
  return result;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
