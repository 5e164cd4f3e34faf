import type { Terminal } from "./terminal.ts";

/** A terminal that keeps what is written to it. */
export interface CapturedTerminal extends Terminal {
  readonly output: () => string;
  readonly errors: () => string;
  /** As Ctrl-C. */
  stop(): void;
  /** Resolves when the output holds the text, which is searched after the text that was found before. */
  outputs(text: string): Promise<void>;
}

/** Creates one in a folder, with an input. */
export function captureTerminal(cwd: string, input = ""): CapturedTerminal {
  const controller = new AbortController();
  let output = "";
  let errors = "";
  let from = 0;
  let check: (() => void) | undefined;
  return {
    cwd,
    out: {
      color: false,
      write(text) {
        output += text;
        check?.();
      },
    },
    err: { color: false, write: (text) => void (errors += text) },
    readInput: () => Promise.resolve(input),
    stopSignal: () => controller.signal,
    output: () => output,
    errors: () => errors,
    stop: () => controller.abort(),
    outputs: (text) =>
      new Promise((resolve) => {
        check = () => {
          const at = output.indexOf(text, from);
          if (at < 0) return;
          from = at + text.length;
          check = undefined;
          resolve();
        };
        check();
      }),
  };
}
