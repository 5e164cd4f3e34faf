/**
 * Orders two resource versions: negative when `a` is older. They are decimal integers of any length.
 * See https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 */
export function compareResourceVersions(a: string, b: string): number {
  if (a === b) return 0;
  const left = digitsOf(a);
  const right = digitsOf(b);
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether `text` can be compared with `compareResourceVersions`. */
export function isResourceVersion(text: string): boolean {
  return /^\d+$/.test(text);
}

function digitsOf(version: string): string {
  if (!isResourceVersion(version))
    throw new Error(`cannot compare resource version ${JSON.stringify(version)}: it is not a decimal integer`);
  return version.replace(/^0+(?=\d)/, "");
}
