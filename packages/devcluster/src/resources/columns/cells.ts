import { formatAge, parseTime } from "homeostat/internal/meta/time.ts";
import { selectorOf, labelSelectorText } from "homeostat/internal/meta/selector.ts";
import { fields, isFields, items, number, text, texts, type Fields } from "#resources/fields.ts";
import type { ApiObject } from "#storage/store.ts";

/** Computes one cell of a Table. */
export type Cell = (object: ApiObject, nowMs: number) => unknown;

/** Cells of a resource by column name. */
export type Cells = Readonly<Record<string, Cell>>;

export const NONE = "<none>";
export const UNKNOWN = "<unknown>";
export const UNSET = "<unset>";

/** The object's age, as kubectl writes ages. */
export const ageCell: Cell = (object, nowMs) => ageOf(object.metadata.creationTimestamp, nowMs);

/** How long ago a time was; `<unknown>` without one. */
export function ageOf(time: unknown, nowMs: number): string {
  const value = text(time);
  if (value === "") return UNKNOWN;
  try {
    return formatAge(nowMs - parseTime(value));
  } catch {
    return UNKNOWN;
  }
}

/** The value at a path of field names. */
export function at(object: unknown, ...keys: readonly string[]): unknown {
  let value = object;
  for (const key of keys) value = fields(value)[key];
  return value;
}

/** The text at a path; `fallback` when it is empty. */
export function textAt(path: readonly string[], fallback = ""): Cell {
  return (object) => text(at(object, ...path)) || fallback;
}

/** The number at a path; 0 when it is absent. */
export function countAt(...path: readonly string[]): Cell {
  return (object) => number(at(object, ...path)) ?? 0;
}

/** How many entries a list or a map has. */
export function sizeAt(...path: readonly string[]): Cell {
  return (object) => sizeOf(at(object, ...path));
}

export function sizeOf(value: unknown): number {
  return Array.isArray(value) ? value.length : Object.keys(fields(value)).length;
}

/** A label selector as text; `<none>` when it selects everything. */
export function selectorText(selector: unknown): string {
  if (!isFields(selector)) return NONE;
  const matchLabels = mapOf(selector["matchLabels"]);
  const matchExpressions = items(selector["matchExpressions"]).map((one) => ({
    key: text(one["key"]),
    operator: text(one["operator"]),
    values: texts(one["values"]),
  }));
  try {
    return labelSelectorText(selectorOf({ matchLabels, matchExpressions })) || NONE;
  } catch {
    return UNKNOWN;
  }
}

/** `a=1,b=2` in the order of keys; `<none>` when there are none. */
export function labelsText(labels: unknown): string {
  const map = mapOf(labels);
  const keys = Object.keys(map).sort();
  return keys.length === 0 ? NONE : keys.map((key) => `${key}=${map[key]}`).join(",");
}

function mapOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields(value)).map(([key, one]) => [key, text(one)]));
}

/** Names and images of a pod template's containers: the wide columns of workloads. */
export function containerCells(...path: readonly string[]): Cells {
  const list =
    (key: string): Cell =>
    (object) =>
      items(at(object, ...path, "containers"))
        .map((one) => text(one[key]))
        .join(",");
  return { Containers: list("name"), Images: list("image") };
}

/** The first `limit` of a list, and how many more there are. */
export function firstOf(list: readonly string[], limit: number): string {
  if (list.length <= limit) return list.join(",");
  return `${list.slice(0, limit).join(",")} + ${list.length - limit} more...`;
}

/** The abbreviations of volume access modes. */
export function accessModesText(modes: unknown): string {
  const short: Readonly<Record<string, string>> = {
    ReadWriteOnce: "RWO",
    ReadOnlyMany: "ROX",
    ReadWriteMany: "RWX",
    ReadWriteOncePod: "RWOP",
  };
  const given = new Set(texts(modes));
  return Object.keys(short)
    .filter((mode) => given.has(mode))
    .map((mode) => short[mode])
    .join(",");
}

export function condition(object: unknown, type: string): Fields | undefined {
  return items(at(object, "status", "conditions")).find((one) => one["type"] === type);
}
