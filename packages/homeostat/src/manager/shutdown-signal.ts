/**
 * A signal that aborts at the first SIGINT or SIGTERM; the second one ends the process with code 1. All calls return the same
 * signal.
 */
export function shutdownSignal(): AbortSignal {
  shared ??= listen();
  return shared;
}

let shared: AbortSignal | undefined;

function listen(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort(new Error(`received ${name}`));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return controller.signal;
}
