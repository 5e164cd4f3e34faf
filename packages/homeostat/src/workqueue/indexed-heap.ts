/** A binary heap that knows where each item is, so that an item can be moved or taken out when its order changes. */
export interface IndexedHeap<T> {
  peek(): T | undefined;
  has(item: T): boolean;
  /** Adds the item, or moves it to its place when it is there already. */
  set(item: T): void;
  /** Takes the item out; false when it was not there. */
  delete(item: T): boolean;
  clear(): void;
}

/** Creates an empty heap with the smallest item on top. */
export function createIndexedHeap<T>(compare: (a: T, b: T) => number): IndexedHeap<T> {
  const items: T[] = [];
  const before = (a: T, b: T): boolean => compare(a, b) < 0;
  const places = new Map<T, number>();
  const put = (item: T, place: number): void => {
    items[place] = item;
    places.set(item, place);
  };
  const siftUp = (item: T, start: number): void => {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!before(item, items[parent] as T)) break;
      put(items[parent] as T, place);
      place = parent;
    }
    put(item, place);
  };
  const siftDown = (item: T, start: number): void => {
    let place = start;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1] as T, items[child] as T)) child++;
      if (!before(items[child] as T, item)) break;
      put(items[child] as T, place);
      place = child;
    }
    put(item, place);
  };
  const settle = (item: T, place: number): void => {
    siftUp(item, place);
    siftDown(item, places.get(item) ?? place);
  };
  return {
    peek: () => items[0],
    has: (item) => places.has(item),
    set: (item) => settle(item, places.get(item) ?? items.length),
    delete(item) {
      const place = places.get(item);
      if (place === undefined) return false;
      places.delete(item);
      const last = items.pop() as T;
      if (place < items.length) settle(last, place);
      return true;
    },
    clear() {
      items.length = 0;
      places.clear();
    },
  };
}
