/** A warning that came with an answer, for example about a deprecated API version. */
export interface Warning {
  readonly text: string;
  /** The request that it is about. */
  readonly method: string;
  readonly path: string;
}

/** What to do with warnings of the API server. */
export type WarningHandler = (warning: Warning) => void;

/**
 * The texts in a `Warning` header; only code 299 is used by Kubernetes.
 * @see https://kubernetes.io/blog/2020/09/03/warnings/
 */
export function warningTexts(header: string | readonly string[]): readonly string[] {
  const value = typeof header === "string" ? header : header.join(", ");
  return [...value.matchAll(WARNING_VALUE)].map((match) => (match[1] ?? "").replace(/\\(.)/g, "$1"));
}

/** `299 agent "text"`, with backslash escapes in the text. */
const WARNING_VALUE = /(?:^|[,\s])299 [^\s"]+ "((?:[^"\\]|\\.)*)"/g;
