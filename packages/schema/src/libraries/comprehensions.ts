import type { Library } from "#cel/library.ts";
import { GrowingMap, celMap, entriesOf, keyText } from "#cel/native-values.ts";
import { TWO_VARIABLE_MACROS } from "#cel/standard-macros.ts";
import { mapOf, parameter } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { MapValue, Value } from "#cel/value.ts";
import { any, call, map } from "./overload.ts";

const K = parameter("K");
const V = parameter("V");
const MAP_KV = mapOf(K, V);

/** What `transformMap` and `transformMapEntry` expand to. See https://pkg.go.dev/github.com/google/cel-go/ext#TwoVarComprehensions */
export const TWO_VARIABLE_COMPREHENSIONS: Library = {
  name: "cel.lib.ext.comprev2",
  macros: TWO_VARIABLE_MACROS,
  functions: [
    {
      name: "cel.@mapInsert",
      overloads: [
        call("@mapInsert_map_key_value", { args: [map(K, V), any("K"), any("V")], result: MAP_KV, call: inserted }),
        call("@mapInsert_map_map", { args: [map(K, V), map(K, V)], result: MAP_KV, call: merged }),
      ],
    },
  ],
};

function inserted(target: MapValue, key: Value, value: Value): MapValue {
  if (target instanceof GrowingMap) return target.insert(key, value);
  if (target.find(key) !== undefined) throw new CelError(`insert failed: key ${keyText(key)} already exists`);
  return celMap([...entriesOf(target), [key, value]]);
}

function merged(target: MapValue, update: MapValue): MapValue {
  let result = target;
  for (const [key, value] of entriesOf(update)) result = inserted(result, key, value);
  return result;
}
