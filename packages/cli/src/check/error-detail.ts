import type { SchemaError } from "@homeostat/schema";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import type { ErrorPlace } from "./locate-error.ts";

/** What is wrong and what to do about it, in the user's terms. */
export interface Explanation {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The API server's message without the form that all have (`Invalid value: 11: …`). */
export function detailOf({ message }: SchemaError): string {
  const plain = /^(?:Forbidden|Required value|Too many|Too long|Internal error): (.*)$/s.exec(message);
  if (plain !== null) return plain[1] ?? message;
  const invalid = /^(?:Invalid value|Unsupported value|Duplicate value): /.exec(message);
  if (invalid === null) return message;
  const rest = message.slice(invalid[0].length);
  return rest.slice(valueLength(rest)).replace(/^: /, "") || message;
}

/** How much of the text is the JSON that it begins with. */
function valueLength(text: string): number {
  for (let end = text.indexOf(": "); end >= 0; end = text.indexOf(": ", end + 1)) {
    try {
      JSON.parse(text.slice(0, end));
      return end;
    } catch {
      // The value itself contains a colon: try the next one.
    }
  }
  return 0;
}

/** An error at the place. */
export function diagnosticOf({ message, hint }: Explanation, { position }: ErrorPlace): Diagnostic {
  return {
    severity: "error",
    message,
    ...(position === undefined ? {} : { position }),
    ...(hint === undefined ? {} : { hint }),
  };
}
