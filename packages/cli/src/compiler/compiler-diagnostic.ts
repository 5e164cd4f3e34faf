import type TS from "@typescript/typescript6";
import type { Diagnostic } from "#diagnostics/diagnostic.ts";
import { positionIn } from "./position-in.ts";
import { ts } from "./typescript.ts";

/** What the compiler says, as one of our messages. `display` gives the path as messages show it. */
export function diagnosticOf(diagnostic: TS.Diagnostic, display: (path: string) => string): Diagnostic {
  const { file, start = 0, length = 1 } = diagnostic;
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n").replace(/\.$/, "");
  const message = `TypeScript: ${text} (TS${diagnostic.code})`;
  return {
    severity: "error",
    message,
    ...(file === undefined
      ? {}
      : { position: positionIn(file, { file: display(file.fileName), start, end: start + length }) }),
    hint: HINTS[diagnostic.code] ?? hintOf(diagnostic.code),
  };
}

/** The compiler numbers its messages by what they are about. */
function hintOf(code: number): string {
  if (code < 2000) return "Correct the syntax: nothing else can be told about the file before.";
  if (code < 5000) return "Correct the type; npx tsc --noEmit reports the same.";
  return "Correct the setting; of tsconfig.json only how modules are found and how strict types are is read.";
}

const HINTS: Readonly<Record<number, string>> = {
  2307: "Install the package, or correct the path; the path needs its extension (./spec.ts) when module is NodeNext.",
};
