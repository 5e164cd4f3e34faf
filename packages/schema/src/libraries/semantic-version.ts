import { goQuote } from "./quote.ts";

/** A version as https://semver.org has it. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** `alpha`, `1` of `1.0.0-alpha.1`: numbers are bigints. */
  readonly preRelease: readonly (bigint | string)[];
}

/** Throws in the words that the API server answers with. */
export function parseVersion(text: string): Version {
  if (text === "") throw new Error("Version string empty");
  const [major, minor, ...others] = text.split(".");
  if (major === undefined || minor === undefined || others.length === 0) {
    throw new Error("No Major.Minor.Patch elements found");
  }
  const [, patch = "", preRelease, build] = /^([^+-]*)(?:-([^+]*))?(?:\+([^]*))?$/.exec(others.join(".")) ?? [];
  const version = {
    major: numberPart(major, "Major", "major"),
    minor: numberPart(minor, "Minor", "minor"),
    patch: numberPart(patch, "Patch", "patch"),
    preRelease: preRelease === undefined ? [] : preRelease.split(".").map(preReleasePart),
  };
  for (const part of build?.split(".") ?? []) checkBuildPart(part);
  return version;
}

/** Without a leading `v` and leading zeros, and with the minor and patch numbers that are missing. */
export function normalizeVersion(text: string): string {
  const [major = "", minor, ...others] = text.replace(/^v/, "").split(".");
  const given = [major, ...(minor === undefined ? [] : [minor]), ...(others.length === 0 ? [] : [others.join(".")])];
  const parts = given.map(withoutLeadingZeros);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? "")) {
    throw new Error("short version cannot contain PreRelease/Build meta data");
  }
  while (parts.length < 3) parts.push("0");
  return parts.join(".");
}

/** Negative when `a` comes before `b`: a pre-release before the release; build metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  for (const part of ["major", "minor", "patch"] as const) {
    if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  }
  return comparePreReleases(a.preRelease, b.preRelease);
}

function comparePreReleases(a: Version["preRelease"], b: Version["preRelease"]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    if (typeof part !== typeof other) return typeof part === "bigint" ? -1 : 1;
    return part < other ? -1 : 1;
  }
  return a.length < b.length ? -1 : 0;
}

function withoutLeadingZeros(part: string): string {
  if (part.length < 2) return part;
  const rest = part.replace(/^0+/, "");
  return /^\d/.test(rest) ? rest : `0${rest}`;
}

function numberPart(part: string, name: string, place: string): bigint {
  if (!/^\d*$/.test(part)) throw new Error(`Invalid character(s) found in ${place} number ${goQuote(part)}`);
  if (/^0\d/.test(part)) throw new Error(`${name} number must not contain leading zeroes ${goQuote(part)}`);
  return unsigned64(part);
}

function preReleasePart(part: string): bigint | string {
  if (part === "") throw new Error("Prerelease is empty");
  if (/^\d+$/.test(part)) {
    if (/^0\d/.test(part)) {
      throw new Error(`Numeric PreRelease version must not contain leading zeroes ${goQuote(part)}`);
    }
    return unsigned64(part);
  }
  if (!/^[0-9A-Za-z-]+$/.test(part)) throw new Error(`Invalid character(s) found in prerelease ${goQuote(part)}`);
  return part;
}

function checkBuildPart(part: string): void {
  if (part === "") throw new Error("Build meta data is empty");
  if (!/^[0-9A-Za-z-]+$/.test(part)) throw new Error(`Invalid character(s) found in build meta data ${goQuote(part)}`);
}

function unsigned64(part: string): bigint {
  if (part === "") throw new Error('strconv.ParseUint: parsing "": invalid syntax');
  const value = BigInt(part);
  if (value >= 2n ** 64n) throw new Error(`strconv.ParseUint: parsing ${goQuote(part)}: value out of range`);
  return value;
}
