import type { Library } from "#cel/library.ts";
import { celList } from "#cel/native-values.ts";
import { STRING, listOf } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import { findMatches, patternProblem } from "#structural/pattern.ts";
import { costByName, matching } from "./cost.ts";
import { int, method, text } from "./overload.ts";

const found = matching((size) => ({ resultSize: { min: 0, max: size.max } }));

/** `find` and `findAll`. See https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library */
export const REGEX: Library = {
  name: "kubernetes.regex",
  functions: [
    costByName("find", [
      method("string_find_string", {
        args: [text, text],
        result: STRING,
        call: (value, pattern) => matchesOf(pattern, value, 1)[0] ?? "",
        ...found,
      }),
    ]),
    costByName("findAll", [
      method("string_find_all_string", {
        args: [text, text],
        result: listOf(STRING),
        call: (value, pattern) => celList(matchesOf(pattern, value, Infinity)),
        ...found,
      }),
      method("string_find_all_string_int", {
        args: [text, text, int],
        result: listOf(STRING),
        call: (value, pattern, limit) => celList(matchesOf(pattern, value, limit < 0n ? Infinity : Number(limit))),
        ...found,
      }),
    ]),
  ],
};

function matchesOf(pattern: string, value: string, limit: number): readonly string[] {
  const matches = findMatches(pattern, value, limit);
  if (matches === undefined) throw new CelError(`Illegal regex: ${patternProblem(pattern) ?? ""}`);
  return matches;
}
