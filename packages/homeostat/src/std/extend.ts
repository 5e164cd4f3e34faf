/**
 * `{ ...base, ...members }` for members that `base` may lack. V8 makes a new hidden class for every object that begins with a
 * spread and is then given further members: that costs microseconds, and makes slow whatever reads the object. So this is for
 * what happens for every request or event; elsewhere a spread reads better. Not for objects whose keys a client chooses:
 * `__proto__` would be more than a key.
 */
export function extend<Base extends object, Members extends object>(base: Base, members: Members): Base & Members {
  return Object.assign({}, base, members);
}
