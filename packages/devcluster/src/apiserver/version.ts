/** What `GET /version` tells. */
export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
}

/** The Kubernetes version whose API this is. */
export const defaultVersion: VersionInfo = { major: "1", minor: "36", gitVersion: "v1.36.3" };

/** The body of `GET /version` (`version.Info`): every field is there, as clients expect. */
export function versionBody({ major, minor, gitVersion }: VersionInfo): Readonly<Record<string, string>> {
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Math.max(0, Number.parseInt(minor, 10) - 1)),
    gitVersion,
    gitCommit: "",
    gitTreeState: "",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "",
    compiler: "node",
    platform: `${process.platform}/${process.arch}`,
  };
}
