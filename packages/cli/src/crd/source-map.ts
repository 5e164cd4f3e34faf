import type { Position } from "#diagnostics/diagnostic.ts";
import type { Sources } from "./generated-crd.ts";

/** Remembers where the parts of a generated object come from, also when a part is copied into another. */
export interface SourceMap extends Sources {
  /** The node as a whole comes from there. */
  record(node: object, position: Position): void;
  /** Only that key of the node comes from there. */
  recordKey(node: object, key: string, position: Position): void;
  /** `to` has all keys of `from`: their places are the same. */
  copy(from: object, to: object): void;
  /** `to` got that key of `from`. */
  copyKey(from: object, to: object, key: string): void;
}

/** A map without entries; it keeps no object alive. */
export function createSourceMap(): SourceMap {
  const nodes = new WeakMap<object, Position>();
  const keys = new WeakMap<object, Map<string, Position>>();

  const recordKey = (node: object, key: string, position: Position): void => {
    const known = keys.get(node);
    if (known === undefined) keys.set(node, new Map([[key, position]]));
    else known.set(key, position);
  };
  const positionOf = (node: object, key?: string): Position | undefined => {
    const ofKey = key === undefined ? undefined : keys.get(node)?.get(key);
    return ofKey ?? nodes.get(node);
  };

  return {
    positionOf,
    recordKey,
    record: (node, position) => void nodes.set(node, position),
    copy(from, to) {
      const position = nodes.get(from);
      if (position !== undefined) nodes.set(to, position);
      for (const [key, place] of keys.get(from) ?? []) recordKey(to, key, place);
    },
    copyKey(from, to, key) {
      const position = positionOf(from, key);
      if (position !== undefined) recordKey(to, key, position);
    },
  };
}
