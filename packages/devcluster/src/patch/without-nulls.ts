import { isJsonObject, setMember, type MutableJsonObject } from "./json-value.ts";

/** The value without members that are null: built-in kinds do not tell them from absent ones. Shares what has none. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  const result: MutableJsonObject = {};
  let isSame = true;
  for (const name of Object.keys(value)) {
    const item = withoutNulls(value[name]);
    if (item === null) isSame = false;
    else {
      setMember(result, name, item);
      isSame &&= item === value[name];
    }
  }
  return isSame ? value : result;
}
