import { BOOL, BYTES, DOUBLE, DURATION, INT, STRING, TIMESTAMP, UINT } from "#cel/type.ts";
import type { CelType } from "#cel/type.ts";

/** The types whose values have an order. */
export const COMPARABLE_TYPES: readonly CelType[] = [INT, UINT, DOUBLE, BOOL, DURATION, TIMESTAMP, STRING, BYTES];
