import type { SchemaError } from "@homeostat/schema";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { GeneratedCrd } from "#crd/generated-crd.ts";
import { detailOf, diagnosticOf } from "./error-detail.ts";
import { explainRuleError } from "./explain-rule-error.ts";
import { explainSchemaError } from "./explain-schema-error.ts";
import { explainSpecError } from "./explain-spec-error.ts";
import type { ErrorPlace } from "./locate-error.ts";

/** What the user did wrong, of what the API server would say. A CEL rule may have several errors. */
export function explainError(error: SchemaError, place: ErrorPlace, crd: GeneratedCrd): readonly Diagnostic[] {
  const isRule = place.rest.length < 2 && error.field.includes("x-kubernetes-validations");
  if (isRule) return explainRuleError(error, place, crd);
  const detail = detailOf(error);
  const isSchema = error.field.includes("openAPIV3Schema");
  const explanation = isSchema
    ? explainSchemaError(error, { detail, place, crd })
    : explainSpecError(error, detail, crd);
  return explanation === undefined ? [] : [diagnosticOf(explanation, place)];
}
