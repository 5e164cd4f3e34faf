import { DYN, type CelType } from "./type.ts";

/** What the parameters of generic overloads have turned out to be, by name. */
export type Substitutions = Map<string, CelType>;

/**
 * Whether values of the types `from` may stand where those of `to` are wanted; if so, adds the substitutions that make it so. As
 * cel-go's checker: types are unified in both directions, `dyn` fits everything, null fits objects, library types and times.
 */
export function unify(substitutions: Substitutions, from: readonly CelType[], to: readonly CelType[]): boolean {
  const attempt: Attempt = { substitutions, changes: [] };
  if (areAssignable(attempt, from, to)) return true;
  for (const { name, before } of attempt.changes.reverse()) {
    if (before === undefined) substitutions.delete(name);
    else substitutions.set(name, before);
  }
  return false;
}

/** A type with what is known of its parameters filled in; with `unknownToDyn` the rest become `dyn`. */
export function substitute(substitutions: Substitutions, type: CelType, unknownToDyn = false): CelType {
  const inner = (part: CelType): CelType => substitute(substitutions, part, unknownToDyn);
  switch (type.kind) {
    case "parameter": {
      const known = substitutions.get(type.name);
      if (known !== undefined) return inner(known);
      return unknownToDyn ? DYN : type;
    }
    case "list":
      return { kind: "list", element: inner(type.element) };
    case "map":
      return { kind: "map", key: inner(type.key), value: inner(type.value) };
    case "opaque":
      return type.parameters.length === 0 ? type : { ...type, parameters: type.parameters.map(inner) };
    case "type":
      return { kind: "type", of: inner(type.of) };
    default:
      return type;
  }
}

/** The more general of two types that fit each other. */
export function mostGeneral(a: CelType, b: CelType): CelType {
  return isEqualOrLessSpecific(a, b) ? a : b;
}

export function isDynOrError(type: CelType): boolean {
  return type.kind === "dyn" || type.kind === "error";
}

/** Whether two types are the same in every part. */
export function isSameType(a: CelType, b: CelType): boolean {
  switch (a.kind) {
    case "list":
      return b.kind === "list" && isSameType(a.element, b.element);
    case "map":
      return b.kind === "map" && isSameType(a.key, b.key) && isSameType(a.value, b.value);
    case "opaque":
      return b.kind === "opaque" && a.name === b.name && areSame(a.parameters, b.parameters);
    case "object":
    case "parameter":
      return b.kind === a.kind && a.name === b.name;
    case "type":
      return b.kind === "type" && isSameType(a.of, b.of);
    default:
      return a.kind === b.kind;
  }
}

/** Substitutions, and what they were before, for when the types do not fit after all. */
interface Attempt {
  readonly substitutions: Substitutions;
  readonly changes: { readonly name: string; readonly before: CelType | undefined }[];
}

function areAssignable(attempt: Attempt, from: readonly CelType[], to: readonly CelType[]): boolean {
  return (
    from.length === to.length &&
    from.every((type, i) => {
      const wanted = to[i];
      return wanted !== undefined && isAssignable(attempt, type, wanted);
    })
  );
}

function isAssignable(attempt: Attempt, from: CelType, to: CelType): boolean {
  if (to.kind === "parameter") {
    const known = attempt.substitutions.has(to.name) || isSameType(from, to);
    if (bindParameter(attempt, from, to)) return true;
    if (known) return false;
  }
  if (from.kind === "parameter") return bindParameter(attempt, to, from);
  if (isDynOrError(from) || isDynOrError(to)) return true;
  if (from.kind === "null") return isNullable(to);
  if (to.kind === "null") return isNullable(from);
  switch (from.kind) {
    case "list":
      return to.kind === "list" && isAssignable(attempt, from.element, to.element);
    case "map":
      return to.kind === "map" && areAssignable(attempt, [from.key, from.value], [to.key, to.value]);
    case "opaque":
      return to.kind === "opaque" && from.name === to.name && areAssignable(attempt, from.parameters, to.parameters);
    case "type":
      return to.kind === "type";
    default:
      return isSameType(from, to);
  }
}

/** Whether the parameter may stand for `type`; notes that it does. */
function bindParameter(attempt: Attempt, type: CelType, parameter: CelType & { readonly kind: "parameter" }): boolean {
  if (isSameType(type, parameter)) return true;
  const known = attempt.substitutions.get(parameter.name);
  if (known === undefined) {
    if (occursIn(attempt.substitutions, parameter.name, type)) return false;
    bind(attempt, parameter.name, type);
    return true;
  }
  if (isSameType(type, known)) return true;
  if (!isAssignable(attempt, type, known)) return false;
  const general = mostGeneral(type, known);
  if (!occursIn(attempt.substitutions, parameter.name, general)) bind(attempt, parameter.name, general);
  return true;
}

function bind(attempt: Attempt, name: string, type: CelType): void {
  attempt.changes.push({ name, before: attempt.substitutions.get(name) });
  attempt.substitutions.set(name, type);
}

function occursIn(substitutions: Substitutions, name: string, type: CelType): boolean {
  const occurs = (part: CelType): boolean => occursIn(substitutions, name, part);
  switch (type.kind) {
    case "parameter": {
      if (type.name === name) return true;
      const known = substitutions.get(type.name);
      return known !== undefined && occurs(known);
    }
    case "list":
      return occurs(type.element);
    case "map":
      return occurs(type.key) || occurs(type.value);
    case "opaque":
      return type.parameters.some(occurs);
    case "type":
      return occurs(type.of);
    default:
      return false;
  }
}

function isEqualOrLessSpecific(a: CelType, b: CelType): boolean {
  if (a.kind === "dyn" || a.kind === "parameter") return true;
  if (b.kind === "dyn" || b.kind === "parameter") return false;
  switch (a.kind) {
    case "list":
      return b.kind === "list" && isEqualOrLessSpecific(a.element, b.element);
    case "map":
      return b.kind === "map" && isEqualOrLessSpecific(a.key, b.key) && isEqualOrLessSpecific(a.value, b.value);
    case "opaque": {
      if (b.kind !== "opaque" || a.name !== b.name || a.parameters.length !== b.parameters.length) return false;
      const others = b.parameters;
      return a.parameters.every((part, i) => isEqualOrLessSpecific(part, others[i] ?? DYN));
    }
    case "type":
      return b.kind === "type";
    default:
      return isSameType(a, b);
  }
}

function areSame(a: readonly CelType[], b: readonly CelType[]): boolean {
  return a.length === b.length && a.every((type, i) => isSameType(type, b[i] ?? DYN));
}

function isNullable(type: CelType): boolean {
  return ["null", "opaque", "object", "duration", "timestamp"].includes(type.kind);
}
