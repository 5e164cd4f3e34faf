import type { CelIssue } from "./environment.ts";
import type { CallExpression, Expression } from "./expression.ts";
import type { CelType } from "./type.ts";
import { typeName } from "./value-type.ts";

/**
 * What is wrong with `"…".format([…])` when the format and the list are written out: clauses that are none, and arguments that do not fit
 * their clause, in the words of version 2 of cel-go's strings, which Kubernetes has.
 */
export function formatCallIssues(
  call: CallExpression,
  typeOf: (expression: Expression) => CelType,
): readonly CelIssue[] {
  const { target, offset } = call;
  const [list] = call.args;
  if (target?.kind !== "constant" || target.constant.type !== "string" || list?.kind !== "list") return [];
  const { clauses, problem } = clausesOf(target.constant.value, list.elements.length);
  for (const [i, clause] of clauses.entries()) {
    const issue = clauseIssue(clause, list.elements[i] ?? call, typeOf);
    if (issue !== undefined) return [issue];
  }
  if (problem !== undefined) return [{ message: problem, offset }];
  if (list.elements.length <= clauses.length) return [];
  const counts = `expected ${String(clauses.length)}, got ${String(list.elements.length)}`;
  return [{ message: `too many arguments supplied to string.format (${counts})`, offset }];
}

interface Clause {
  /** The types of arguments that it takes; `dyn` may be any of them. */
  readonly takes: readonly CelType["kind"][];
  readonly restriction: string;
}

/** The clauses up to the first that cannot be read, and why that cannot. */
function clausesOf(format: string, count: number): { readonly clauses: readonly Clause[]; readonly problem?: string } {
  const clauses: Clause[] = [];
  for (const match of format.matchAll(/%(?:%|(\.\d*)?([^]?))/g)) {
    if (match[0] === "%%") continue;
    const [text, precision, verb = ""] = match;
    if (text === "%") return { clauses, problem: "unexpected end of string" };
    if (clauses.length >= count) return { clauses, problem: `index ${String(clauses.length)} out of range` };
    const clause = CLAUSES.get(verb);
    const problem = clauseProblem(precision, verb);
    if (problem !== undefined) return { clauses, problem: `could not parse formatting clause: ${problem}` };
    if (clause !== undefined) clauses.push(clause);
  }
  return { clauses };
}

function clauseProblem(precision: string | undefined, verb: string): string | undefined {
  if (precision !== undefined && verb === "")
    return "error while parsing precision: could not find end of precision specifier";
  if (precision === ".") {
    return 'error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax';
  }
  return CLAUSES.has(verb) ? undefined : `unrecognized formatting clause "${verb}"`;
}

function clauseIssue(
  { takes, restriction }: Clause,
  argument: Expression,
  typeOf: (expression: Expression) => CelType,
): CelIssue | undefined {
  const misfit = misfitIn(argument, takes, typeOf);
  if (misfit === undefined) return undefined;
  const message = `error during formatting: ${restriction}, was given ${typeName(typeOf(misfit))}`;
  return { message, offset: misfit.offset };
}

/** The argument, or what it is made of, when that is of another type. */
function misfitIn(
  argument: Expression,
  takes: readonly CelType["kind"][],
  typeOf: (expression: Expression) => CelType,
): Expression | undefined {
  const { kind } = typeOf(argument);
  if (kind !== "dyn" && !takes.includes(kind)) return argument;
  if (argument.kind !== "list" && argument.kind !== "map") return undefined;
  const parts =
    argument.kind === "list" ? argument.elements : argument.entries.flatMap((entry) => [entry.key, entry.value]);
  for (const part of parts) {
    const misfit = misfitIn(part, takes, typeOf);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}

const HEX: Clause = {
  takes: ["int", "uint", "string", "bytes"],
  restriction: "only integers, byte buffers, and strings can be formatted as hex",
};

const CLAUSES: ReadonlyMap<string, Clause> = new Map<string, Clause>([
  [
    "s",
    {
      takes: [
        "list",
        "map",
        "int",
        "uint",
        "double",
        "bool",
        "string",
        "timestamp",
        "bytes",
        "duration",
        "type",
        "null",
      ],
      restriction:
        "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
    },
  ],
  ["d", { takes: ["int", "uint"], restriction: "decimal clause can only be used on integers" }],
  ["f", { takes: ["double", "string"], restriction: "fixed-point clause can only be used on doubles" }],
  ["e", { takes: ["double", "string"], restriction: "scientific clause can only be used on doubles" }],
  ["b", { takes: ["int", "uint", "bool"], restriction: "only integers and bools can be formatted as binary" }],
  ["x", HEX],
  ["X", HEX],
  ["o", { takes: ["int", "uint"], restriction: "octal clause can only be used on integers" }],
]);
