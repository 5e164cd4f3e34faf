import { badRequest } from "./errors.ts";
import type { ResourceRequest } from "./context.ts";

/**
 * What happens with fields that the server does not know or that come twice: dropped in silence, with a warning, or refused.
 * See https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export type FieldValidation = "Ignore" | "Warn" | "Strict";

/** The values of `?fieldValidation`, as an Invalid answer lists them. */
export const FIELD_VALIDATIONS: readonly string[] = ["", "Ignore", "Strict", "Warn"];

/** The request's directive; `Warn` when it has none, or none that exists. */
export function fieldValidationOf(query: URLSearchParams): FieldValidation {
  const value = query.get("fieldValidation");
  return value === "Ignore" || value === "Strict" ? value : "Warn";
}

/** The problems in one text, as Go joins them. */
export function strictDecodingError(problems: readonly string[]): string {
  return `strict decoding error: ${problems.join(", ")}`;
}

/** `unknown field "spec.x"`. */
export function unknownField(path: string): string {
  return `unknown field ${JSON.stringify(path)}`;
}

/** `duplicate field "metadata.name"`. */
export function duplicateField(path: string): string {
  return `duplicate field ${JSON.stringify(path)}`;
}

/** The line numbers of YAML errors stand in one error whose lines become warnings of their own. */
export function yamlDuplicates(duplicates: readonly string[]): string {
  return `yaml: unmarshal errors:\n${duplicates.map((one) => `  ${one}`).join("\n")}`;
}

/** Adds one warning for each problem. */
export function warnOfProblems(request: ResourceRequest, problems: readonly string[]): void {
  for (const problem of problems) {
    for (const line of problem.replace(/^yaml: unmarshal errors:\n/, "").split("\n")) request.warn(line.trim());
  }
}

/** Warns of the problems of a body, or refuses it, as the request's directive says. */
export function reportProblems(request: ResourceRequest, problems: readonly string[], subject: string): void {
  if (problems.length === 0) return;
  const directive = fieldValidationOf(request.query);
  if (directive === "Strict") throw badRequest(`${subject}: ${strictDecodingError(problems)}`);
  if (directive === "Warn") warnOfProblems(request, problems);
}
