import { type Cut, guessManagedFieldsCut } from "./managed-fields.ts";
import { parseBytes, parseWithoutManagedFields } from "./cut-json.ts";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  isLetter,
  memberValue,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  skipValue,
} from "./json-scan.ts";

/** A list as the server sent it, without its items. */
export interface ListEnvelope {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: {
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

/** A list: envelope and items apart. */
export interface DecodedList {
  readonly envelope: ListEnvelope;
  readonly items: readonly unknown[];
}

/**
 * Parses a list in batches of items, so that no string of the list's size is made; without `managedFields` their bytes are
 * cut from each item first. Throws `SyntaxError` when the bytes are not JSON.
 */
export function decodeList(bytes: Buffer, options: { readonly managedFields: boolean }): DecodedList {
  const size = bytes.length;
  const at = memberValue(bytes, skipSpace(bytes, 0, size), size, ITEMS);
  if (at < 0 || bytes[at] !== OPEN_BRACKET) return { envelope: parseBytes(bytes, 0, size) as ListEnvelope, items: [] };
  const items: unknown[] = [];
  let index = skipSpace(bytes, at + 1, size);
  const boundary = boundaryOf(bytes, index);
  let wrongGuesses = 0;
  while (index < size && bytes[index] !== CLOSE_BRACKET) {
    const batch = wrongGuesses < MAX_WRONG_GUESSES ? guessBatch(bytes, index, boundary, options) : [];
    const parsed = batch.length === 0 ? undefined : parseBatch(bytes, batch);
    if (parsed !== undefined) {
      for (const item of parsed) items.push(item);
      index = batch.at(-1)?.end ?? size;
    } else {
      if (batch.length > 0) wrongGuesses++;
      const end = skipValue(bytes, index, size);
      items.push(parseItem(bytes, index, end, options));
      index = end;
    }
    index = skipSpace(bytes, index, size);
    if (bytes[index] === COMMA) index = skipSpace(bytes, index + 1, size);
  }
  return { envelope: parseBytes(bytes, 0, size, { from: at + 1, to: index }) as ListEnvelope, items };
}

const ITEMS = Buffer.from("items");

/** Enough items for one `JSON.parse` to be worth it, few enough for its text to be short-lived. */
const BATCH_BYTES = 256 * 1024;

/** A wrong guess costs more than many right ones save. */
const MAX_WRONG_GUESSES = 3;

/** An item as it seems to lie in the list. */
interface GuessedItem {
  readonly start: number;
  readonly end: number;
  readonly cut: Cut | undefined;
}

/**
 * The bytes between two items: `},{"` and the first key, as the first item has it. A quote before a letter opens a string, so
 * the brackets right before it are structure, not text.
 */
function boundaryOf(bytes: Buffer, firstItem: number): Buffer | undefined {
  if (bytes[firstItem] !== OPEN_BRACE || bytes[firstItem + 1] !== QUOTE || !isLetter(bytes[firstItem + 2]))
    return undefined;
  const keyEnd = bytes.indexOf(QUOTE, firstItem + 2);
  return keyEnd < 0
    ? undefined
    : Buffer.concat([Buffer.from([CLOSE_BRACE, COMMA]), bytes.subarray(firstItem, keyEnd + 1)]);
}

/**
 * Takes the next items, each up to where the one after it seems to begin; the list's last item is not among them. A guess is
 * wrong when an item holds a list of objects that begin like the items.
 */
function guessBatch(
  bytes: Buffer,
  start: number,
  boundary: Buffer | undefined,
  options: { readonly managedFields: boolean },
): readonly GuessedItem[] {
  const batch: GuessedItem[] = [];
  if (boundary === undefined) return batch;
  for (let item = start; item - start < BATCH_BYTES;) {
    const cut = options.managedFields ? undefined : guessManagedFieldsCut(bytes, item, bytes.length);
    const found = bytes.indexOf(boundary, cut?.to ?? item);
    if (found < 0) break;
    batch.push({ start: item, end: found + 1, cut });
    item = found + 2;
  }
  return batch;
}

/**
 * Parses a batch as one array with a marker between the items; undefined when a guess was wrong. Then the markers do not
 * stand between all elements: one is within an item, or two items have none between them. A batch that ends within an item
 * leaves brackets open, and a cut that ends too early leaves brackets that nothing opened.
 */
function parseBatch(bytes: Buffer, batch: readonly GuessedItem[]): readonly unknown[] | undefined {
  const text = Buffer.allocUnsafe((batch.at(-1)?.end ?? 0) - (batch[0]?.start ?? 0) + 2 * batch.length + 2);
  let at = 0;
  for (const { start, end, cut } of batch) {
    if (at === 0) text[at++] = OPEN_BRACKET;
    else at += MARKER.copy(text, at);
    at += bytes.copy(text, at, start, cut?.from ?? end);
    if (cut !== undefined) at += bytes.copy(text, at, cut.to, end);
  }
  text[at++] = CLOSE_BRACKET;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.toString("utf8", 0, at));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed) || parsed.length !== 2 * batch.length - 1) return undefined;
  const isAsTaken = parsed.every((element: unknown, index) => (element === 0) === (index % 2 === 1));
  return isAsTaken ? parsed.filter((_, index) => index % 2 === 0) : undefined;
}

/** No item of a list is a number. */
const MARKER = Buffer.from(",0,");

function parseItem(bytes: Buffer, start: number, end: number, options: { readonly managedFields: boolean }): unknown {
  return options.managedFields
    ? parseBytes(bytes, start, end)
    : parseWithoutManagedFields(bytes, { start, end, object: start });
}
