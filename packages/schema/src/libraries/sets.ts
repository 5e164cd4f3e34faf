import type { Library, Overload } from "#cel/library.ts";
import { elementsOf } from "#cel/native-values.ts";
import { ONE, plus, times } from "#cel/range.ts";
import { BOOL, parameter } from "#cel/type.ts";
import type { ListValue } from "#cel/value.ts";
import { sizeOfValue } from "#cel/value-size.ts";
import { scaled, sizeAt, valueAt } from "./cost.ts";
import { contains } from "./comparisons.ts";
import { call, list } from "./overload.ts";

/** Lists as sets. See https://pkg.go.dev/github.com/google/cel-go/ext#Sets */
export const SETS: Library = {
  name: "cel.lib.ext.sets",
  functions: [
    { name: "sets.contains", overloads: [comparison("list_sets_contains_list", 1, containsAll)] },
    {
      name: "sets.equivalent",
      overloads: [comparison("list_sets_equivalent_list", 2, (a, b) => containsAll(a, b) && containsAll(b, a))],
    },
    { name: "sets.intersects", overloads: [comparison("list_sets_intersects_list", 1, intersects)] },
  ],
};

function comparison(id: string, factor: number, holds: (a: ListValue, b: ListValue) => boolean): Overload {
  const T = parameter("T");
  return call(id, {
    args: [list(T), list(T)],
    result: BOOL,
    call: holds,
    cost: (args) => 1 + sizeOfValue(valueAt(args, 0)) * sizeOfValue(valueAt(args, 1)) * factor,
    estimate: (args) => ({ cost: plus(scaled(times(sizeAt(args, 0), sizeAt(args, 1)), factor), ONE) }),
  });
}

function containsAll(set: ListValue, part: ListValue): boolean {
  for (const element of elementsOf(part)) if (!contains(set, element)) return false;
  return true;
}

function intersects(a: ListValue, b: ListValue): boolean {
  for (const element of elementsOf(a)) if (contains(b, element)) return true;
  return false;
}
