import type { Declaration, Origin } from "#compiler/syntax.ts";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { Field, TypeDeclaration, TypeNode } from "#model/model.ts";
import { checkConflicts } from "./check-conflicts.ts";
import type { DocumentedPart } from "./file-markers.ts";
import { checkLostMarkers } from "./lost-markers.ts";
import { readLiterals } from "./read-union.ts";
import { problemOf } from "./problems.ts";
import { readMembers } from "./read-object.ts";
import { readType } from "./read-type.ts";
import { type Closure, lookUp, scopeOf } from "./scope.ts";
import { invalid, type TypeContext } from "./type-context.ts";

/** The named types that were read. */
export interface DeclaredTypes {
  /** The named type; its content is there after `complete`. */
  declare(declaration: Declaration): TypeDeclaration;
  /** Reads all types that were declared, and those that they refer to. */
  complete(): void;
  /** What is wrong with a type. */
  diagnosticsOf(type: TypeDeclaration): readonly Diagnostic[];
  /** All types that were declared here, each with its declaration; generic ones for each of their arguments. */
  all(): readonly (readonly [Declaration, TypeDeclaration])[];
}

/** What the types need to know of their files. */
export interface TypeSources {
  /** The comments above a type or field. */
  commentsOf(part: { readonly origin: Origin; readonly anchor: number }): DocumentedPart;
  /** Whether the folder of a file says that fields are optional by default. */
  isOptionalByDefault(origin: Origin): boolean;
  /** Type errors of a file that was not checked yet. A type with errors is not read. */
  typeErrorsOf(origin: Origin): readonly Diagnostic[];
  /** A type of an earlier reading that is still right. */
  keptTypeOf(declaration: Declaration): TypeDeclaration | undefined;
}

/** Each type is read once for each set of type arguments. */
export function createDeclaredTypes(sources: TypeSources): DeclaredTypes {
  const types = new Map<Declaration, Map<string, Draft>>();
  const diagnostics = new Map<TypeDeclaration, Diagnostic[]>();
  const waiting: (() => void)[] = [];
  const checks: (() => void)[] = [];
  const keys = createArgumentKeys();

  const declare = (declaration: Declaration, given: readonly Closure[]): TypeDeclaration => {
    const kept = sources.keptTypeOf(declaration);
    if (kept !== undefined) return kept;
    const instances = types.get(declaration) ?? new Map<string, Draft>();
    types.set(declaration, instances);
    const key = given.map(keys.keyOf).join(", ");
    const known = instances.get(key);
    if (known !== undefined) return known;
    const made: Draft = {
      name: declaration.name + given.map(keys.nameOf).join(""),
      exported: declaration.exported,
      ...sources.commentsOf(declaration),
      position: declaration.position,
      optionalByDefault: sources.isOptionalByDefault(declaration.origin),
      type: { node: "invalid", position: declaration.position },
    };
    instances.set(key, made);
    const found: Diagnostic[] = [...sources.typeErrorsOf(declaration.origin)];
    diagnostics.set(made, found);
    const context = createContext(found);
    if (instances.size > MAX_INSTANCES) context.report(declaration.position, ENDLESS);
    else if (found.length === 0) waiting.push(() => (made.type = readBody(declaration, given, context)));
    return made;
  };

  const createContext = (found: Diagnostic[]): TypeContext => {
    const context: TypeContext = {
      read: (closure) => readType(closure, context),
      declare,
      commentsOf: (member) => sources.commentsOf(member),
      report: (position, problem, more) => found.push({ severity: "error", ...problem, position, ...more }),
      later: (check) => checks.push(check),
    };
    return context;
  };

  return {
    declare: (declaration) => declare(declaration, []),
    complete: () => {
      for (let read = waiting.shift(); read !== undefined; read = waiting.shift()) read();
      for (const check of checks.splice(0)) check();
    },
    diagnosticsOf: (type) => diagnostics.get(type) ?? [],
    all: () =>
      [...types].flatMap(([declaration, instances]) =>
        [...instances.values()].map((one) => [declaration, one] as const),
      ),
  };
}

type Draft = { -readonly [K in keyof TypeDeclaration]: TypeDeclaration[K] };

/** A generic type that uses itself with ever larger arguments has no end. */
const MAX_INSTANCES = 200;
const ENDLESS = {
  message: "this generic type uses itself with other arguments again and again",
  hint: "Write out the types that you need.",
};

function readBody(declaration: Declaration, given: readonly Closure[], context: TypeContext): TypeNode {
  const { body, position } = declaration;
  const scope = scopeOf(declaration.parameters, given);
  const { markers } = context.commentsOf(declaration);
  switch (body.kind) {
    case "alias":
      if (given.length === 0) checkLostMarkers({ syntax: body.type, scope }, markers, context);
      return context.read({ syntax: body.type, scope });
    case "class":
      return invalid(context, position, problemOf("a class"));
    case "enum": {
      const values = body.values.map((one) => one.value);
      const odd = body.values.find((one) => typeof one.value !== "string");
      if (odd !== undefined) {
        return invalid(context, odd.position, {
          message: "an enum of numbers shows numbers without a meaning to the users of the API",
          hint: `Give it a text: ${odd.name} = "${odd.name}".`,
        });
      }
      return readLiterals(
        { values: values.filter((value) => value !== undefined), nullable: false },
        position,
        context,
      );
    }
    case "interface": {
      for (const base of body.bases) checkLostMarkers({ syntax: base, scope }, markers, context);
      const bases = body.bases.map((base) => context.read({ syntax: base, scope }));
      const own = body.members.flatMap((member) => (member.kind === "property" ? [member.name] : []));
      checkConflicts(bases, context, new Set(own));
      return readInterface({ declaration, bases }, scope, context);
    }
  }
}

function readInterface(
  { declaration, bases }: { readonly declaration: Declaration; readonly bases: readonly TypeNode[] },
  scope: Closure["scope"],
  context: TypeContext,
): TypeNode {
  const { body, position } = declaration;
  const members = body.kind === "interface" ? body.members : [];
  if (bases.some((base) => base.node === "invalid")) return { node: "invalid", position };
  const odd = bases.find((base) => !/^(object|reference|builtin|known)$/.test(base.node));
  if (odd !== undefined) {
    return invalid(context, odd.position, {
      message: "an interface can take over the fields of objects with named fields only",
      hint: "Extend an interface, or write the fields out.",
    });
  }
  const inherited = bases.flatMap((base): readonly Field[] => (base.node === "object" ? base.fields : []));
  const embedded = bases.flatMap((base) => (base.node === "object" ? base.embedded : [base]));
  const own = readMembers(members, { scope, position, embedded: bases }, context);
  if (own.node !== "object") return own;
  const names = new Set(own.fields.map((field) => field.name));
  return { ...own, fields: [...own.fields, ...inherited.filter((field) => !names.has(field.name))], embedded };
}

interface ArgumentKeys {
  /** Equal for equal types. */
  keyOf(closure: Closure): string;
  /** For the name of the instance: `Secret` for `Ref<Secret>`. */
  nameOf(closure: Closure): string;
}

function createArgumentKeys(): ArgumentKeys {
  const numbers = new Map<object, number>();
  const numberOf = (object: object): number => {
    const known = numbers.get(object) ?? numbers.size + 1;
    numbers.set(object, known);
    return known;
  };
  const keyOf = (closure: Closure): string => {
    const { syntax, scope } = lookUp(closure);
    const inner = (one: Closure["syntax"]): string => keyOf({ syntax: one, scope });
    switch (syntax.kind) {
      case "keyword":
        return syntax.keyword;
      case "literal":
        return JSON.stringify(syntax.value);
      case "array":
        return `${inner(syntax.items)}[]`;
      case "union":
        return `(${syntax.members.map(inner).join(" | ")})`;
      case "reference": {
        const target = syntax.resolve();
        const name = target.kind === "declaration" ? `#${numberOf(target.declaration)}` : syntax.name;
        return `${name}<${syntax.arguments.map(inner).join(", ")}>`;
      }
      default:
        return `#${numberOf(syntax)}`;
    }
  };
  const nameOf = (closure: Closure): string => {
    const { syntax, scope } = lookUp(closure);
    if (syntax.kind === "keyword") return syntax.keyword.charAt(0).toUpperCase() + syntax.keyword.slice(1);
    if (syntax.kind === "array") return `${nameOf({ syntax: syntax.items, scope })}List`;
    if (syntax.kind !== "reference") return `Variant${numberOf(syntax)}`;
    return syntax.name.replace(/^.*\./, "") + syntax.arguments.map((one) => nameOf({ syntax: one, scope })).join("");
  };
  return { keyOf, nameOf };
}
