/** An expression as parsed, macros expanded. Operators are calls: `_+_`, `_?_:_`, `_[_]`, `_[?_]`, `_?._`, `!_`, `-_`, `@in`, `_&&_`, `_==_`…. */
export type Expression =
  | ConstantExpression
  | IdentifierExpression
  | SelectExpression
  | CallExpression
  | ListExpression
  | MapExpression
  | StructExpression
  | ComprehensionExpression;

interface Node {
  /** Unique in one expression; types, references and costs are kept by it. */
  readonly id: number;
  /** Offset in the source, in UTF-16 units, of what messages point at. */
  readonly offset: number;
}

export interface ConstantExpression extends Node {
  readonly kind: "constant";
  readonly constant: Constant;
}

export type Constant =
  | { readonly type: "null" }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "int" | "uint"; readonly value: bigint }
  | { readonly type: "double"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "bytes"; readonly value: Uint8Array };

export interface IdentifierExpression extends Node {
  readonly kind: "identifier";
  /** With a leading dot when it was written with one. */
  readonly name: string;
}

export interface SelectExpression extends Node {
  readonly kind: "select";
  readonly operand: Expression;
  readonly field: string;
  /** `has(operand.field)`. */
  readonly testOnly: boolean;
}

export interface CallExpression extends Node {
  readonly kind: "call";
  readonly function: string;
  /** The receiver of `target.function(…)`. */
  readonly target?: Expression;
  readonly args: readonly Expression[];
}

export interface ListExpression extends Node {
  readonly kind: "list";
  readonly elements: readonly Expression[];
  /** Indices of the elements written `?element`. */
  readonly optionalIndices: readonly number[];
}

export interface MapExpression extends Node {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
}

export interface MapEntry extends Node {
  readonly key: Expression;
  readonly value: Expression;
  readonly optional: boolean;
}

export interface StructExpression extends Node {
  readonly kind: "struct";
  readonly typeName: string;
  readonly fields: readonly StructField[];
}

export interface StructField extends Node {
  readonly name: string;
  readonly value: Expression;
  readonly optional: boolean;
}

/** What `all`, `exists`, `map`, `filter`… become: a fold over a list or the keys of a map. */
export interface ComprehensionExpression extends Node {
  readonly kind: "comprehension";
  readonly iterVar: string;
  /** The second variable of the two-variable forms: index and value, or key and value. */
  readonly iterVar2?: string;
  readonly iterRange: Expression;
  readonly accuVar: string;
  readonly accuInit: Expression;
  readonly loopCondition: Expression;
  readonly loopStep: Expression;
  readonly result: Expression;
}
