import type { ApiObject } from "#storage/store.ts";
import { fields, type Fields } from "./fields.ts";

/** Makes defaults of a plain object defaults of an API object, which always has metadata. */
export function ofWholeObject(defaults: (object: Fields) => Fields): (object: ApiObject) => ApiObject {
  return (object) => {
    const { metadata, ...rest } = defaults(object);
    return { ...rest, metadata: fields(metadata) };
  };
}
