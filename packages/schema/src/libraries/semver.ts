import type { FunctionDeclaration, Library, Overload } from "#cel/library.ts";
import { BOOL, INT, opaque } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { OpaqueValue, Value } from "#cel/value.ts";
import { traversal } from "./cost.ts";
import { bool, call, method, ownType, ownValue, text } from "./overload.ts";
import type { Argument } from "./overload.ts";
import { compareVersions, normalizeVersion, parseVersion } from "./semantic-version.ts";
import type { Version } from "./semantic-version.ts";

const NAME = "kubernetes.Semver";
const SEMVER = opaque(NAME);
const versionArgument: Argument<Version> = ownType(NAME);

/** Semantic versions. See https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library */
export const SEMVER_LIBRARY: Library = {
  name: "kubernetes.Semver",
  functions: [
    {
      name: "semver",
      overloads: parsers(
        { plain: "string_to_semver", normalizing: "string_bool_to_semver", result: SEMVER },
        (source, normalize) => semverValue(parsed(source, normalize)),
      ),
    },
    {
      name: "isSemver",
      overloads: parsers({ plain: "is_semver_string", normalizing: "is_semver_string_bool", result: BOOL }, isVersion),
    },
    comparison("isGreaterThan", "semver_is_greater_than", (order) => order > 0),
    comparison("isLessThan", "semver_is_less_than", (order) => order < 0),
    comparison("compareTo", "semver_compare_to", BigInt),
    part("major", "semver_major"),
    part("minor", "semver_minor"),
    part("patch", "semver_patch"),
  ],
};

interface Parsers {
  readonly plain: string;
  readonly normalizing: string;
  readonly result: Overload["result"];
}

function parsers(
  { plain, normalizing, result }: Parsers,
  make: (source: string, normalize: boolean) => Value,
): readonly Overload[] {
  return [
    call(plain, { args: [text], result, call: (source) => make(source, false), ...traversal(0) }),
    call(normalizing, { args: [text, bool], result, call: make, ...traversal(0) }),
  ];
}

function comparison(name: string, id: string, toValue: (order: number) => Value): FunctionDeclaration {
  const overload = method(id, {
    args: [versionArgument, versionArgument],
    result: name === "compareTo" ? INT : BOOL,
    call: (a, b) => toValue(compareVersions(a, b)),
  });
  return { name, overloads: [overload] };
}

function part(name: "major" | "minor" | "patch", id: string): FunctionDeclaration {
  const overload = method(id, {
    args: [versionArgument],
    result: INT,
    call: (version) => BigInt.asIntN(64, version[name]),
  });
  return { name, overloads: [overload] };
}

function semverValue(version: Version): OpaqueValue {
  return ownValue({
    typeName: NAME,
    content: version,
    equals: (other) => compareVersions(version, versionArgument.read(other)) === 0,
  });
}

function parsed(source: string, normalize: boolean): Version {
  try {
    return parseVersion(normalize ? normalizeVersion(source) : source);
  } catch (error) {
    throw new CelError(error instanceof Error ? error.message : String(error));
  }
}

function isVersion(source: string, normalize: boolean): boolean {
  try {
    parsed(source, normalize);
    return true;
  } catch {
    return false;
  }
}
