/** Where the compiler finds `STANDARD_LIBRARY`; there is no such file. */
export const STANDARD_LIBRARY_PATH = "/homeostat-standard-library.d.ts";

/**
 * What API types need of the standard library, in place of the compiler's own, which takes longer to read than everything else: the
 * types that the language itself is made of, and those that are refused with a cure. Members do not matter, for no value is checked.
 */
export const STANDARD_LIBRARY: string = `
interface Array<T> { length: number; [index: number]: T; at(index: number): T | undefined }
interface ReadonlyArray<T> { readonly length: number; readonly [index: number]: T; at(index: number): T | undefined }
interface Boolean { valueOf(): boolean }
interface CallableFunction extends Function {}
interface Function { readonly name: string; readonly length: number }
interface IArguments { length: number }
interface NewableFunction extends Function {}
interface Number { toFixed(): string }
interface Object { hasOwnProperty(key: PropertyKey): boolean }
interface RegExp { readonly source: string }
interface String { readonly length: number; trim(): string; readonly [index: number]: string }
interface Symbol { readonly description: string | undefined }
interface TemplateStringsArray extends ReadonlyArray<string> { readonly raw: readonly string[] }
interface Iterator<T> { next(): { done?: boolean; value: T } }
interface Iterable<T> { [Symbol.iterator](): Iterator<T> }
interface SymbolConstructor { readonly iterator: unique symbol; readonly asyncIterator: unique symbol; (): symbol }
declare var Symbol: SymbolConstructor;

interface ArrayBuffer { readonly byteLength: number }
interface BigInt { toString(): string }
interface Date { getTime(): number }
interface Error { name: string; message: string }
interface Map<K, V> { get(key: K): V | undefined }
interface Promise<T> { then(done: (value: T) => unknown): unknown }
interface PromiseLike<T> { then(done: (value: T) => unknown): unknown }
interface ReadonlyMap<K, V> { get(key: K): V | undefined }
interface ReadonlySet<T> { has(value: T): boolean }
interface Set<T> { has(value: T): boolean }
interface Uint8Array { readonly length: number; [index: number]: number }
interface WeakMap<K, V> { get(key: K): V | undefined }
interface WeakSet<T> { has(value: T): boolean }

type PropertyKey = string | number | symbol;
type Awaited<T> = T extends PromiseLike<infer V> ? Awaited<V> : T;
type Capitalize<S extends string> = intrinsic;
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type InstanceType<T extends abstract new (...args: any) => any> = T extends abstract new (...args: any) => infer R ? R : any;
type Lowercase<S extends string> = intrinsic;
type NoInfer<T> = intrinsic;
type NonNullable<T> = T & {};
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type Partial<T> = { [P in keyof T]?: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Required<T> = { [P in keyof T]-?: T[P] };
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
type ThisType<T> = {};
type Uncapitalize<S extends string> = intrinsic;
type Uppercase<S extends string> = intrinsic;
`;
