/** What is wrong inside the text of a marker, with the stretch of the text that is to blame. Caught by `parseMarker`. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
  readonly start: number;
  readonly end: number;
  readonly hint: string | undefined;
  constructor(message: string, place: { readonly start: number; readonly end: number }, hint?: string) {
    super(message);
    this.start = place.start;
    this.end = place.end;
    this.hint = hint;
  }
}
