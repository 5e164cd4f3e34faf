import { isSameType, substitute, unify } from "./assignable.ts";
import type { CallExpression, Expression } from "./expression.ts";
import type { Overload } from "./library.ts";
import { mismatchText, undeclaredText, type ExpressionChecker } from "./checker-context.ts";
import { qualifiedName, type NamedFunction } from "./names.ts";
import { BOOL, DYN, typeText, type CelType } from "./type.ts";

const ERROR: CelType = { kind: "error" };

/** The type of a call; the overloads that it may mean are noted as its reference. */
export function checkCall(checker: ExpressionChecker, call: CallExpression): CelType {
  if (call.function === "_?._") return checkOptionalSelect(checker, call);
  const argTypes = call.args.map((arg) => checker.check(arg));
  if (call.target === undefined) {
    const declaration = checker.names.function(call.function);
    if (declaration === undefined) return undeclared(checker, call);
    return resolve(checker, call, { declaration, member: false, argTypes });
  }
  const prefix = qualifiedName(call.target);
  const namespaced = prefix === undefined ? undefined : checker.names.function(`${prefix}.${call.function}`);
  if (namespaced !== undefined) return resolve(checker, call, { declaration: namespaced, member: false, argTypes });
  const targetType = checker.check(call.target);
  const declaration = checker.names.function(call.function);
  if (declaration === undefined) return undeclared(checker, call);
  return resolve(checker, call, { declaration, member: true, argTypes: [targetType, ...argTypes] });
}

function undeclared(checker: ExpressionChecker, call: CallExpression): CelType {
  checker.report(undeclaredText(checker, call.function), call.offset);
  return ERROR;
}

/** `a.?b`. */
function checkOptionalSelect(checker: ExpressionChecker, call: CallExpression): CelType {
  const [operand, field] = call.args;
  if (operand === undefined || field?.kind !== "constant" || field.constant.type !== "string") {
    checker.report("unsupported optional field selection", call.offset);
    return ERROR;
  }
  const type = checker.selectField(operand, field.constant.value, { at: call.offset, optional: true });
  checker.references.set(call.id, { overloads: ["select_optional_field"] });
  return substitute(checker.substitutions, type);
}

interface Candidates {
  readonly declaration: NamedFunction;
  readonly member: boolean;
  /** With the type of the receiver first. */
  readonly argTypes: readonly CelType[];
}

function resolve(
  checker: ExpressionChecker,
  call: CallExpression,
  { declaration, member, argTypes }: Candidates,
): CelType {
  const overloads = declaration.overloads.filter((overload) => overload.member === member);
  if (LOGICAL.has(declaration.name) && overloads[0] !== undefined)
    return checkLogical(checker, call, { overload: overloads[0], argTypes });
  const ids: string[] = [];
  let result: CelType | undefined;
  for (const overload of overloads) {
    const fresh = instantiate(checker, overload);
    if (!unify(checker.substitutions, argTypes, fresh.args)) continue;
    ids.push(overload.id);
    const type = substitute(checker.substitutions, fresh.result);
    if (result === undefined) result = type;
    else if (result.kind !== "dyn" && !isSameType(result, type)) result = DYN;
  }
  if (result === undefined) {
    const texts = argTypes.map((type) => typeText(substitute(checker.substitutions, type, true)));
    checker.report(
      `found no matching overload for '${declaration.name}' applied to '${signatureText(texts, member)}'`,
      call.offset,
    );
    return ERROR;
  }
  checker.references.set(call.id, { name: declaration.name, overloads: ids });
  return result;
}

/** All operands of `&&` and `||` that are no bools are reported, not only the first. */
function checkLogical(
  checker: ExpressionChecker,
  call: CallExpression,
  { overload, argTypes }: { readonly overload: Overload; readonly argTypes: readonly CelType[] },
): CelType {
  let good = true;
  argTypes.forEach((type, i) => {
    const arg: Expression = call.args[i] ?? call;
    if (checker.fits(type, BOOL)) return;
    good = false;
    checker.report(mismatchText(BOOL, type), arg.offset);
  });
  if (!good) return ERROR;
  checker.references.set(call.id, { name: call.function, overloads: [overload.id] });
  return BOOL;
}

/** The overload with type parameters of its own. */
function instantiate(
  checker: ExpressionChecker,
  overload: Overload,
): { readonly args: readonly CelType[]; readonly result: CelType } {
  const names = parameterNames(overload);
  if (names.length === 0) return overload;
  const own = new Map(names.map((name) => [name, checker.newParameter()]));
  return { args: overload.args.map((type) => substitute(own, type)), result: substitute(own, overload.result) };
}

const knownNames = new WeakMap<Overload, readonly string[]>();

function parameterNames(overload: Overload): readonly string[] {
  let names = knownNames.get(overload);
  if (names === undefined) {
    names = [...new Set([...overload.args, overload.result].flatMap(parametersOf))];
    knownNames.set(overload, names);
  }
  return names;
}

function parametersOf(type: CelType): readonly string[] {
  switch (type.kind) {
    case "parameter":
      return [type.name];
    case "list":
      return parametersOf(type.element);
    case "map":
      return [...parametersOf(type.key), ...parametersOf(type.value)];
    case "opaque":
      return type.parameters.flatMap(parametersOf);
    case "type":
      return parametersOf(type.of);
    default:
      return [];
  }
}

/** `(int, string)`, or `list(int).(string)` for a member. */
function signatureText(types: readonly string[], member: boolean): string {
  const [target, ...rest] = types;
  return member ? `${target ?? ""}.(${rest.join(", ")})` : `(${types.join(", ")})`;
}

const LOGICAL: ReadonlySet<string> = new Set(["_&&_", "_||_"]);
