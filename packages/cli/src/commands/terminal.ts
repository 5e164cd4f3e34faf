/** What a command sees of the process that runs it. */
export interface Terminal {
  /** Working directory, absolute. */
  readonly cwd: string;
  /** Results. */
  readonly out: TextStream;
  /** Messages for people. */
  readonly err: TextStream;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Aborts when the user asks to stop (Ctrl-C) or the system does; listening begins with the first call. */
  stopSignal(): AbortSignal;
}

/** Where a command writes. */
export interface TextStream {
  write(text: string): void;
  /** Whether colours are welcome: on a terminal, unless NO_COLOR is set. See https://no-color.org */
  readonly color: boolean;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    cwd: process.cwd(),
    out: streamOf(process.stdout),
    err: streamOf(process.stderr),
    async readInput() {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
      return Buffer.concat(chunks).toString("utf8");
    },
    stopSignal() {
      const controller = new AbortController();
      for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
      return controller.signal;
    },
  };
}

function streamOf(stream: NodeJS.WriteStream): TextStream {
  // The reader of a pipe may go away (`| head`): that is no error of ours.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const { NO_COLOR: noColor = "", TERM: term } = process.env;
  return { write: (text) => void stream.write(text), color: stream.isTTY && noColor === "" && term !== "dumb" };
}
