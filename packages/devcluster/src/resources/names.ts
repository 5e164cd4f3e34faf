import { labelKeyProblems, labelValueProblems, qualifiedNameProblems } from "homeostat/internal/meta/label-syntax.ts";

/** What is wrong with `name` or `prefix/name` as annotation keys and finalizers have it, in the API server's words; empty when nothing is. */
export function isQualifiedName(value: string): readonly string[] {
  return qualifiedNameProblems(value);
}

/** The same for the key of a label, which differs in one message. */
export function isLabelKey(value: string): readonly string[] {
  return labelKeyProblems(value);
}

/** The same for the value of a label. */
export function isLabelValue(value: string): readonly string[] {
  return labelValueProblems(value);
}

/** What is wrong with `value` as a part of a path; every name must at least be one. */
export function isPathSegment(value: string): readonly string[] {
  if (value === "." || value === "..") return [`may not be '${value}'`];
  return ["/", "%"].filter((one) => value.includes(one)).map((one) => `may not contain '${one}'`);
}
