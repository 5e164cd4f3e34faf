import {
  createCheckedSchemas,
  hasValidationRules,
  loadRuleEngine,
  parseSchema,
  validateCustomResourceDefinition,
  type CheckedSchemas,
  type SchemaError,
} from "@homeostat/schema";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import { explainError } from "./explain-error.ts";
import { fieldPaths } from "./field-paths.ts";
import { locateError } from "./locate-error.ts";
import { unreachableDefaults } from "./unreachable-defaults.ts";

/**
 * Everything that the API server would refuse in the CRDs, and what it would accept but nobody wants, at the places of the types and
 * markers that the parts come from. What is merely unwise is said of CRDs that are right otherwise. `checked` is what earlier checks of
 * the same run found out about schemas that CRDs share.
 */
export async function checkCrds(
  crds: readonly GeneratedCrd[],
  checked: CheckedSchemas = createCheckedSchemas(),
): Promise<readonly Diagnostic[]> {
  if (crds.some(hasRules)) await loadRuleEngine();
  return withoutRepetitions(
    crds.flatMap((crd) => {
      const refused = errorsOf(crd, checked).flatMap((error) =>
        explainError(error, locateError(error.field, crd), crd),
      );
      return refused.length > 0 ? refused : [...fieldPaths(crd), ...unreachableDefaults(crd), ...sizeWarning(crd)];
    }),
  );
}

function hasRules({ crd }: GeneratedCrd): boolean {
  return crd.spec.versions.some(({ schema }) => hasValidationRules(parseSchema(schema.openAPIV3Schema), true));
}

/** What the server refuses; of costs, those of single rules before those of all together, which only repeat them. */
function errorsOf({ crd }: GeneratedCrd, checked: CheckedSchemas): readonly SchemaError[] {
  const errors = validateCustomResourceDefinition(crd, checked);
  const single = errors.some(({ message }) => /estimated (rule|messageExpression) cost exceeds/.test(message));
  return single ? errors.filter(({ message }) => !message.includes("cost total")) : errors;
}

const LARGE_BYTES = 200 * 1024;

/** `kubectl apply` keeps a copy of the object in an annotation, and annotations may have 256 KiB. */
function sizeWarning({ crd, versions, fileName }: GeneratedCrd): readonly Diagnostic[] {
  const bytes = Buffer.byteLength(JSON.stringify(crd));
  if (bytes <= LARGE_BYTES) return [];
  const position = versions[0]?.declaration.position;
  return [
    {
      severity: "warning",
      message: `${fileName} has ${Math.round(bytes / 1024)} KiB, and kubectl apply refuses CRDs of more than 256 KiB`,
      ...(position === undefined ? {} : { position }),
      hint: "Shorten the descriptions with maxDescLen (0 leaves all out), or apply it with kubectl apply --server-side.",
    },
  ];
}

/** A type used in several places or versions has its mistakes once. */
function withoutRepetitions(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ position, severity, message }) => {
    if (position === undefined) return true;
    const what = message.slice(message.indexOf(": ") + 1);
    const key = `${position.file}:${position.line}:${position.column} ${severity} ${what}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
