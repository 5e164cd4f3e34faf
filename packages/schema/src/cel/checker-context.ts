import type { Substitutions } from "./assignable.ts";
import type { CelIssue, EnvironmentOptions, Reference } from "./environment.ts";
import type { Expression } from "./expression.ts";
import type { Names } from "./names.ts";
import { typeText, type CelType } from "./type.ts";

/** One check of one expression: what is found goes into the maps. */
export interface ExpressionChecker {
  readonly environment: EnvironmentOptions;
  readonly names: Names;
  readonly types: Map<number, CelType>;
  readonly references: Map<number, Reference>;
  readonly issues: CelIssue[];
  readonly substitutions: Substitutions;
  /** Checks an expression and answers its type. */
  check(expression: Expression): CelType;
  /** The type of a field of `operand`, which it checks first. */
  selectField(
    operand: Expression,
    field: string,
    options: { readonly at: number; readonly optional: boolean },
  ): CelType;
  /** The type of a field of an object type; an issue at `at` when there is none. */
  fieldType(typeName: string, field: string, at: number): CelType | undefined;
  /** Whether a value of type `from` may stand for `to`; notes what that tells about type parameters. */
  fits(from: CelType, to: CelType): boolean;
  report(message: string, offset: number): void;
  newParameter(): CelType;
  /** The common type of the elements of a literal so far and the next one; `dyn` when there is none. */
  join(previous: CelType | undefined, next: CelType): CelType;
}

export function mismatchText(expected: CelType, found: CelType): string {
  return `expected type '${typeText(expected)}' but found '${typeText(found)}'`;
}

/** What an optional holds, or undefined for another type. */
export function optionalContent(type: CelType): CelType | undefined {
  return type.kind === "opaque" && type.name === "optional_type" ? type.parameters[0] : undefined;
}

export function undeclaredText(checker: ExpressionChecker, name: string): string {
  return `undeclared reference to '${name}' (in container '${checker.environment.container ?? ""}')`;
}
