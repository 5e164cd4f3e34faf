/** A file that a generator wants to exist. */
export interface GeneratedFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly content: string;
}
