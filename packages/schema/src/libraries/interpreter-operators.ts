import type { FunctionDeclaration, Overload } from "#cel/library.ts";
import { BOOL, DYN, INT, STRING, listOf, mapOf, optionalOf, parameter } from "#cel/type.ts";
import type { CelType } from "#cel/type.ts";

const A = parameter("A");
const B = parameter("B");
const K = parameter("K");
const V = parameter("V");

/** Operators whose operands are not all evaluated, or that read a part of one: the interpreter itself does them. */
export const INTERPRETER_OPERATORS: readonly FunctionDeclaration[] = [
  { name: "_?_:_", overloads: [declared("conditional", [BOOL, A, A], A)] },
  { name: "_&&_", overloads: [declared("logical_and", [BOOL, BOOL], BOOL)] },
  { name: "_||_", overloads: [declared("logical_or", [BOOL, BOOL], BOOL)] },
  { name: "@not_strictly_false", overloads: [declared("not_strictly_false", [BOOL], BOOL)] },
  {
    name: "_[_]",
    overloads: [declared("index_list", [listOf(A), INT], A), declared("index_map", [mapOf(A, B), A], B)],
  },
];

/** Indexing of optionals, and the indices that give optionals: the interpreter's too. */
export const OPTIONAL_OPERATORS: readonly FunctionDeclaration[] = [
  { name: "_?._", overloads: [declared("select_optional_field", [DYN, STRING], optionalOf(V))] },
  {
    name: "_[?_]",
    overloads: [
      declared("list_optindex_optional_int", [listOf(V), INT], optionalOf(V)),
      declared("optional_list_optindex_optional_int", [optionalOf(listOf(V)), INT], optionalOf(V)),
      declared("map_optindex_optional_value", [mapOf(K, V), K], optionalOf(V)),
      declared("optional_map_optindex_optional_value", [optionalOf(mapOf(K, V)), K], optionalOf(V)),
    ],
  },
  {
    name: "_[_]",
    overloads: [
      declared("optional_list_index_int", [optionalOf(listOf(V)), INT], optionalOf(V)),
      declared("optional_map_index_value", [optionalOf(mapOf(K, V)), K], optionalOf(V)),
    ],
  },
];

function declared(id: string, args: readonly CelType[], result: CelType): Overload {
  return { id, member: false, args, result };
}
