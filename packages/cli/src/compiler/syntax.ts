import type { Diagnostic, Position } from "#diagnostics/diagnostic.ts";

/** A source file by its syntax alone: what it declares and its comments. */
export interface SourceUnit {
  /** Absolute. */
  readonly path: string;
  /** Of the top level. */
  readonly types: readonly NamedType[];
  /** Comments, in order of the source. */
  readonly comments: readonly Comment[];
  /** Everything that comments may belong to, in order of the source; the last one is the end of the file. */
  readonly anchors: readonly Anchor[];
  /** Mistakes that keep the file from being read. */
  readonly diagnostics: readonly Diagnostic[];
  positionOf(start: number, end: number): Position;
}

/** A type declaration, before anything is resolved. */
export interface NamedType {
  readonly name: string;
  readonly kind: "interface" | "alias" | "enum" | "class";
  /** `start` of its anchor. */
  readonly anchor: number;
  /** Names of what an interface extends, as written. */
  readonly bases: readonly string[];
}

/** A node that comments may stand above. Offsets are from the start of the file. */
export interface Anchor {
  readonly kind: "type" | "field" | "statement" | "end";
  /** Where the token before it ends: comments from here to `start` lead to it. */
  readonly leadingStart: number;
  readonly start: number;
  readonly end: number;
  /** Line of `start`, from 1. */
  readonly line: number;
}

/** One comment: `//` to the end of the line, or a block. */
export interface Comment {
  readonly kind: "line" | "block" | "doc";
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
  /** With its delimiters. */
  readonly text: string;
}

/** A named type, class or enum. One object per symbol: identity is the identity of the type. */
export interface Declaration {
  readonly name: string;
  readonly exported: boolean;
  /** Where its name stands. */
  readonly position: Position;
  readonly origin: Origin;
  readonly parameters: readonly TypeParameter[];
  readonly body: DeclarationBody;
  /** `start` of its anchor in its file. */
  readonly anchor: number;
}

/** Interfaces of one name in one file are one declaration. */
export type DeclarationBody =
  | { readonly kind: "interface"; readonly bases: readonly TypeSyntax[]; readonly members: readonly Member[] }
  | { readonly kind: "alias"; readonly type: TypeSyntax }
  | { readonly kind: "enum"; readonly values: readonly EnumValue[] }
  | { readonly kind: "class" };

/** The file that a declaration is in. */
export interface Origin {
  /** Absolute. */
  readonly path: string;
  /** Name of the npm package that the file belongs to; the empty string when there is none. */
  readonly packageName: string;
  /** From the folder of the package: `src/meta/object.ts`. */
  readonly packagePath: string;
}

/** Identity is the identity of the parameter. */
export interface TypeParameter {
  readonly name: string;
  readonly fallback: TypeSyntax | undefined;
}

/** One member of an `enum`; `value` is undefined when it is not a constant. */
export interface EnumValue {
  readonly name: string;
  readonly value: string | number | undefined;
  readonly position: Position;
}

/** A member of an interface or of an object type. */
export type Member =
  | {
      readonly kind: "property";
      readonly name: string;
      readonly optional: boolean;
      readonly type: TypeSyntax;
      readonly position: Position;
      /** `start` of its anchor in its file. */
      readonly anchor: number;
      readonly origin: Origin;
    }
  | { readonly kind: "index"; readonly key: TypeSyntax; readonly type: TypeSyntax; readonly position: Position }
  /** A method, a call signature, an accessor or a member whose name is computed. */
  | { readonly kind: "other"; readonly what: string; readonly position: Position };

/** A type as it is written. */
export type TypeSyntax = { readonly position: Position } & (
  | { readonly kind: "keyword"; readonly keyword: string }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "array"; readonly items: TypeSyntax }
  | { readonly kind: "union"; readonly members: readonly TypeSyntax[] }
  | { readonly kind: "intersection"; readonly members: readonly TypeSyntax[] }
  | { readonly kind: "object"; readonly members: readonly Member[] }
  | {
      readonly kind: "reference";
      readonly name: string;
      readonly arguments: readonly TypeSyntax[];
      resolve(): ReferenceTarget;
      /** What the type checker makes of it, when no type parameter of an enclosing declaration is in it. */
      expand(): TypeSyntax | undefined;
    }
  | { readonly kind: "indexed"; readonly object: TypeSyntax; readonly index: TypeSyntax }
  | { readonly kind: "keyof"; readonly of: TypeSyntax }
  /** `typeof name`, of a constant made of literals; undefined when it is something else. */
  | { readonly kind: "typeof"; readonly name: string; constant(): ConstantValue | undefined }
  | {
      readonly kind: "mapped";
      readonly parameter: TypeParameter;
      readonly keys: TypeSyntax;
      /** `as` clause: other names for the keys. */
      readonly renamed: boolean;
      readonly optional: "added" | "removed" | "kept";
      readonly values: TypeSyntax | undefined;
    }
  /** Conditional and template literal types: only the type checker can tell. */
  | { readonly kind: "computed"; readonly what: string; expand(): TypeSyntax | undefined }
  /** Tuples, functions and other types without a JSON form. */
  | { readonly kind: "other"; readonly what: string }
);

/** What a name stands for. */
export type ReferenceTarget =
  | { readonly kind: "declaration"; readonly declaration: Declaration }
  | { readonly kind: "parameter"; readonly parameter: TypeParameter }
  | { readonly kind: "enum value"; readonly value: EnumValue }
  /** A type of the standard library. */
  | { readonly kind: "global"; readonly name: string }
  | { readonly kind: "unknown" };

/** A constant of the source, as `as const` gives it. */
export type ConstantValue =
  | { readonly kind: "list"; readonly values: readonly (string | number | boolean)[] }
  | { readonly kind: "record"; readonly entries: readonly (readonly [string, string | number | boolean])[] };
