import type { FunctionDeclaration, Library } from "#cel/library.ts";
import { celList, elementsOf } from "#cel/native-values.ts";
import { DYN, INT, STRING, listOf } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { ListValue } from "#cel/value.ts";
import { sizeOfValue } from "#cel/value-size.ts";
import { valueText } from "#cel/value-text.ts";
import { indexOfText, lastIndexOfText, replaceText, splitText, substring, trimSpace } from "./characters.ts";
import { UNKNOWN, plus, times } from "#cel/range.ts";
import { PER_CHARACTER, costByName, sameSizeTraversal, scaled, sizeAt, traversal } from "./cost.ts";
import { estimateReplacedSize, searchCosts } from "./string-costs.ts";
import { call, int, list, method, text } from "./overload.ts";
import { formatText } from "./string-format.ts";
import { quoteText } from "./quote.ts";

/** cel-go's extension of strings, in the version 2 that Kubernetes has. See https://pkg.go.dev/github.com/google/cel-go/ext#Strings */
export const STRINGS: Library = {
  name: "cel.lib.ext.strings",
  functions: [
    ...partFunctions(),
    ...searchFunctions(),
    ...changeFunctions(),
    ...splitFunctions(),
    ...formatFunctions(),
  ],
};

function partFunctions(): readonly FunctionDeclaration[] {
  return [
    {
      name: "charAt",
      overloads: [
        method("string_char_at_int", {
          args: [text, int],
          result: STRING,
          call: (value, index) => charAt(value, index),
        }),
      ],
    },
    costByName("substring", [
      method("string_substring_int", {
        args: [text, int],
        result: STRING,
        call: (value, start) => substring(value, start),
        ...sameSizeTraversal(0),
      }),
      method("string_substring_int_int", {
        args: [text, int, int],
        result: STRING,
        call: (value, start, end) => substring(value, start, end),
        ...sameSizeTraversal(0),
      }),
    ]),
    costByName("trim", [
      method("string_trim", { args: [text], result: STRING, call: trimSpace, ...sameSizeTraversal(0) }),
    ]),
  ];
}

function searchFunctions(): readonly FunctionDeclaration[] {
  return [
    costByName("indexOf", [
      method("string_index_of_string", {
        args: [text, text],
        result: INT,
        call: (value, part) => indexOfText(value, part, 0n),
        ...searchCosts,
      }),
      method("string_index_of_string_int", {
        args: [text, text, int],
        result: INT,
        call: (value, part, from) => indexOfText(value, part, from),
        ...searchCosts,
      }),
    ]),
    costByName("lastIndexOf", [
      method("string_last_index_of_string", {
        args: [text, text],
        result: INT,
        call: (value, part) => lastIndexOfText(value, part),
        ...searchCosts,
      }),
      method("string_last_index_of_string_int", {
        args: [text, text, int],
        result: INT,
        call: (value, part, from) => lastIndexOfText(value, part, from),
        ...searchCosts,
      }),
    ]),
  ];
}

function changeFunctions(): readonly FunctionDeclaration[] {
  const replacing = {
    cost: traversal(0, 2).cost,
    estimate: (args: Parameters<typeof estimateReplacedSize>[0]) => ({
      cost: scaled(sizeAt(args, 0), 2 * PER_CHARACTER),
      resultSize: estimateReplacedSize(args),
    }),
  };
  return [
    costByName("lowerAscii", [
      method("string_lower_ascii", {
        args: [text],
        result: STRING,
        call: (value) => value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
        ...sameSizeTraversal(0),
      }),
    ]),
    costByName("upperAscii", [
      method("string_upper_ascii", {
        args: [text],
        result: STRING,
        call: (value) => value.replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
        ...sameSizeTraversal(0),
      }),
    ]),
    costByName("replace", [
      method("string_replace_string_string", {
        args: [text, text, text],
        result: STRING,
        call: (value, old, replacement) => replaceText(value, old, replacement, -1n),
        ...replacing,
      }),
      method("string_replace_string_string_int", {
        args: [text, text, text, int],
        result: STRING,
        call: (value, old, replacement, limit) => replaceText(value, old, replacement, limit),
        ...replacing,
      }),
    ]),
  ];
}

function splitFunctions(): readonly FunctionDeclaration[] {
  return [
    costByName("split", [
      method("string_split_string", {
        args: [text, text],
        result: listOf(STRING),
        call: (value, separator) => celList(splitText(value, separator, -1n)),
        cost: traversal(0, 2).cost,
        estimate: (args) => ({
          cost: scaled(sizeAt(args, 0), 2 * PER_CHARACTER),
          resultSize: { min: 0, max: sizeAt(args, 0).max },
        }),
      }),
      method("string_split_string_int", {
        args: [text, text, int],
        result: listOf(STRING),
        call: (value, separator, limit) => celList(splitText(value, separator, limit)),
        cost: traversal(0, 2).cost,
        estimate: (args) => {
          const limit = args[2]?.constant;
          const max = limit === undefined ? sizeAt(args, 0).max : limit < 0n ? Infinity : Number(limit);
          return { cost: scaled(sizeAt(args, 0), 2 * PER_CHARACTER), resultSize: { min: 0, max } };
        },
      }),
    ]),
    costByName("join", [
      method("list_join", {
        args: [list(STRING)],
        result: STRING,
        call: (values) => joined(values, ""),
        ...joining(false),
      }),
      method("list_join_string", {
        args: [list(STRING), text],
        result: STRING,
        call: (values, separator) => joined(values, separator),
        ...joining(true),
      }),
    ]),
  ];
}

function joining(separated: boolean): Required<Pick<ReturnType<typeof method>, "cost" | "estimate">> {
  return {
    cost: (_args, result) => Math.ceil(sizeOfValue(result) * 2 * PER_CHARACTER),
    estimate: (args) => {
      const count = sizeAt(args, 0);
      let resultSize = times(count, args[0]?.elementSize ?? UNKNOWN);
      if (separated) {
        const separators = { min: Math.max(count.min - 1, 0), max: Math.max(count.max - 1, 0) };
        resultSize = plus(resultSize, times(sizeAt(args, 1), separators));
      }
      return { cost: scaled(resultSize, PER_CHARACTER), resultSize };
    },
  };
}

function formatFunctions(): readonly FunctionDeclaration[] {
  return [
    {
      name: "format",
      overloads: [
        method("string_format", {
          args: [text, list(DYN)],
          result: STRING,
          call: (format, values) => formatText(format, [...elementsOf(values)]),
          ...traversal(0),
        }),
      ],
    },
    {
      name: "strings.quote",
      overloads: [
        call("strings_quote", {
          args: [text],
          result: STRING,
          call: quoteText,
          cost: traversal(0).cost,
          estimate: (args) => {
            const { min, max } = sizeAt(args, 0);
            return { cost: scaled({ min, max }, PER_CHARACTER), resultSize: { min: min + 2, max: max * 2 + 2 } };
          },
        }),
      ],
    },
  ];
}

function charAt(value: string, index: bigint): string {
  const characters = [...value];
  if (index < 0n || index > BigInt(characters.length)) throw new CelError(`index out of range: ${index}`);
  return characters[Number(index)] ?? "";
}

function joined(values: ListValue, separator: string): string {
  const texts: string[] = [];
  for (const value of elementsOf(values)) {
    if (typeof value !== "string") throw new CelError(`join: invalid input: ${valueText(value)}`);
    texts.push(value);
  }
  return texts.join(separator);
}
