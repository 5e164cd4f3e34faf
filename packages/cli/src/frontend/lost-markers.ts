import type { Declaration, ReferenceTarget, TypeSyntax } from "#compiler/syntax.ts";
import type { Marker } from "#markers/marker.ts";
import { VALIDATION_MARKERS } from "#markers/validation-markers.ts";
import { homeostatType } from "./known-types.ts";
import { indexedField } from "./object-fields.ts";
import { type Closure, lookUp, type Scope, scopeOf } from "./scope.ts";
import type { TypeContext } from "./type-context.ts";

/**
 * Warns where `Partial<T>`, `Pick<T, K>` and the like leave behind what markers say of `T` as a whole. They are not carried over: a rule
 * may read fields that are not there any more or may now be absent, and the API server would refuse every object. `own` are the markers of
 * the field or type that is made so: there the author says what holds, and one marker that is repeated shows that he thought of it.
 */
export function checkLostMarkers(closure: Closure, own: readonly Marker[], context: TypeContext): void {
  for (const { name, position, of } of derivedTypes(closure)) {
    for (const { declaration, markers } of markedTypes(of, context, new Set())) {
      const names = [...new Set(markers.map((one) => one.name))];
      if (own.some((one) => one.name === NOTHING || names.includes(one.name))) continue;
      const said = names.map((one) => `+${one}`).join(", ");
      context.report(
        position,
        {
          message: `${name} takes over the fields of ${declaration.name}, but not ${said} of the type itself`,
          hint: `Give this type a name (type X = …) and repeat above it what is to hold there; +${NOTHING}=object if nothing is.`,
        },
        {
          severity: "warning",
          related: [{ message: `${declaration.name} is declared here`, position: declaration.position }],
        },
      );
    }
  }
}

/** What a schema says anyway. */
const NOTHING = "kubebuilder:validation:Type";

/** What is said of a type as a whole, other than in prose. */
const OF_TYPES: ReadonlySet<string> = new Set(
  VALIDATION_MARKERS.filter(({ targets }) => targets.includes("type"))
    .map(({ name }) => name)
    .filter((name) => !/:(title|externalDocs)$/.test(name)),
);

interface DerivedType {
  /** As the message calls it. */
  readonly name: string;
  readonly position: TypeSyntax["position"];
  readonly of: Closure;
}

/** The types made of other types that are written here, generic ones opened, but not those inside of other named types. */
function derivedTypes(closure: Closure, depth = 0): readonly DerivedType[] {
  const { syntax, scope } = lookUp(closure);
  const inside = (types: readonly TypeSyntax[]): readonly DerivedType[] =>
    types.flatMap((one) => derivedTypes({ syntax: one, scope }, depth));
  switch (syntax.kind) {
    case "array":
      return inside([syntax.items]);
    case "union":
    case "intersection":
      return inside(syntax.members);
    case "mapped": {
      const keys = lookUp({ syntax: syntax.keys, scope });
      const of = keys.syntax.kind === "keyof" ? { syntax: keys.syntax.of, scope: keys.scope } : undefined;
      return of === undefined ? [] : [{ name: "this mapped type", position: syntax.position, of }];
    }
    case "reference": {
      const [first] = syntax.arguments;
      if (first === undefined) return [];
      const { name, position } = syntax;
      const target = syntax.resolve();
      if (target.kind === "global") {
        const derived = { name: `${name}<…>`, position, of: { syntax: first, scope } };
        return DERIVING.has(name) ? [derived] : inside(syntax.arguments);
      }
      const body = depth < MAX_DEPTH ? genericBody(target, syntax.arguments, scope) : undefined;
      const inBody = body === undefined ? [] : derivedTypes(body, depth + 1);
      // A generic type has no place for the markers of one of its uses.
      return inBody.map(({ of }) => ({ name: `${name}<…>`, position, of }));
    }
    default:
      return [];
  }
}

const DERIVING: ReadonlySet<string> = new Set(["Partial", "Required", "Pick", "Omit"]);

/** Generic types may use themselves with ever larger arguments. */
const MAX_DEPTH = 10;

function genericBody(target: ReferenceTarget, given: readonly TypeSyntax[], scope: Scope): Closure | undefined {
  if (target.kind !== "declaration" || target.declaration.body.kind !== "alias") return undefined;
  const { parameters, body } = target.declaration;
  const inner = scopeOf(
    parameters,
    given.map((syntax) => ({ syntax, scope })),
  );
  return { syntax: body.type, scope: inner };
}

interface MarkedType {
  readonly declaration: Declaration;
  readonly markers: readonly Marker[];
}

/** The named types whose fields these are, as far as their own markers restrict values. */
function markedTypes(closure: Closure, context: TypeContext, visited: Set<Declaration>): readonly MarkedType[] {
  const { syntax, scope } = lookUp(closure);
  const inside = (types: readonly TypeSyntax[], inner: Scope): readonly MarkedType[] =>
    types.flatMap((one) => markedTypes({ syntax: one, scope: inner }, context, visited));
  if (syntax.kind === "intersection" || syntax.kind === "union") return inside(syntax.members, scope);
  if (syntax.kind === "indexed") {
    const field = indexedField(syntax, scope);
    return field === undefined ? [] : markedTypes(field.closure, context, visited);
  }
  if (syntax.kind !== "reference") return [];
  const target = syntax.resolve();
  if (target.kind === "global") return inside(syntax.arguments.slice(0, 1), scope);
  if (target.kind !== "declaration" || visited.has(target.declaration)) return [];
  const { declaration } = target;
  visited.add(declaration);
  if (homeostatType(declaration) !== undefined) return [];
  const markers = context.commentsOf(declaration).markers.filter(({ name }) => OF_TYPES.has(name));
  const { body } = declaration;
  const parents = body.kind === "interface" ? body.bases : body.kind === "alias" ? [body.type] : [];
  const inner = scopeOf(
    declaration.parameters,
    syntax.arguments.map((one) => ({ syntax: one, scope })),
  );
  return [...(markers.length === 0 ? [] : [{ declaration, markers }]), ...inside(parents, inner)];
}
