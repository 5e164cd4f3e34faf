/** A binary heap: the item for which `before` holds against all others is on top. */
export interface Heap<T> {
  readonly size: number;
  peek(): T | undefined;
  push(item: T): void;
  pop(): T | undefined;
}

/** Creates an empty heap ordered by `before`. */
export function createHeap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = [];
  const inOrder = (parent: number, child: number): boolean => !before(items[child] as T, items[parent] as T);
  const swap = (a: number, b: number): void => {
    const held = items[a] as T;
    items[a] = items[b] as T;
    items[b] = held;
  };
  const siftUp = (start: number): void => {
    for (let child = start; child > 0;) {
      const parent = (child - 1) >> 1;
      if (inOrder(parent, child)) return;
      swap(parent, child);
      child = parent;
    }
  };
  const siftDown = (): void => {
    for (let parent = 0; ;) {
      let best = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < items.length && !inOrder(best, child)) best = child;
      }
      if (best === parent) return;
      swap(parent, best);
      parent = best;
    }
  };
  return {
    get size() {
      return items.length;
    },
    peek: () => items[0],
    push(item) {
      items.push(item);
      siftUp(items.length - 1);
    },
    pop() {
      const top = items[0];
      const last = items.pop();
      if (items.length > 0) {
        items[0] = last as T;
        siftDown();
      }
      return top;
    },
  };
}
