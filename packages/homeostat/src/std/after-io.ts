/**
 * Calls back when the input that has arrived by now is dealt with: what many requests of one turn of the event loop cause is
 * then done at once.
 */
export function afterIo(callback: () => void): void {
  setImmediate(callback);
}
