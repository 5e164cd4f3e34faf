/** A named type of a generated file. */
export interface Declaration {
  readonly name: string;
  /** Description in the schema; the empty string when there is none. */
  doc: string;
  /** Without `+`. */
  markers: readonly string[];
  /** An interface's members, or the type that an alias stands for. */
  body: { readonly members: readonly Member[]; readonly extends?: string } | { readonly alias: string };
}

/** A property of an interface. */
export interface Member {
  /** The JSON name. */
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly doc: string;
  readonly markers: readonly string[];
}
