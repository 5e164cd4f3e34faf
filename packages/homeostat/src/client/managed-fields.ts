import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  isLetter,
  memberValue,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  skipSpaceBack,
  skipValue,
} from "./json-scan.ts";

/** A range of bytes to leave out before parsing. */
export interface Cut {
  readonly from: number;
  readonly to: number;
}

/**
 * The bytes of `metadata.managedFields` of the Kubernetes object that begins at `at`, with the comma that goes with them;
 * undefined when it has none. Members of that name elsewhere in the object are not touched.
 */
export function managedFieldsCut(bytes: Buffer, at: number, end: number): Cut | undefined {
  return cutAt(bytes, at, end, skipValue);
}

/**
 * Like `managedFieldsCut` in a third of the time, by a guess of where the value ends. A wrong guess ends too early, at
 * a bracket within the value: what remains has then more closing brackets than opening ones, so `JSON.parse` always refuses it,
 * and the caller tries again with `managedFieldsCut`.
 */
export function guessManagedFieldsCut(bytes: Buffer, at: number, end: number): Cut | undefined {
  return cutAt(bytes, at, end, guessEndOfArray);
}

const METADATA = Buffer.from("metadata");
const MANAGED_FIELDS = Buffer.from("managedFields");

type EndOfValue = (bytes: Buffer, value: number, end: number) => number;

function cutAt(bytes: Buffer, at: number, end: number, endOfValue: EndOfValue): Cut | undefined {
  const metadata = memberValue(bytes, at, end, METADATA);
  if (metadata < 0) return undefined;
  const value = memberValue(bytes, metadata, end, MANAGED_FIELDS);
  if (value < 0) return undefined;
  const colon = skipSpaceBack(bytes, value, metadata);
  const key = skipSpaceBack(bytes, colon, metadata) - MANAGED_FIELDS.length - 1;
  const valueEnd = endOfValue(bytes, value, end);
  const before = skipSpaceBack(bytes, key, metadata);
  if (bytes[before] === COMMA) return { from: before, to: valueEnd };
  const after = skipSpace(bytes, valueEnd, end);
  return { from: key, to: bytes[after] === COMMA ? after + 1 : valueEnd };
}

/**
 * The first `]`, when it stands in `}],"x` or `}]},"x`: a quote before a letter opens a string, since a closing one is followed
 * by punctuation; so the brackets right before it are not inside of a string.
 */
function guessEndOfArray(bytes: Buffer, value: number, end: number): number {
  if (bytes[value] !== OPEN_BRACKET) return skipValue(bytes, value, end);
  const close = bytes.indexOf(CLOSE_BRACKET, value);
  const next = bytes[close + 1] === CLOSE_BRACE ? close + 2 : close + 1;
  const isStructure =
    bytes[close - 1] === CLOSE_BRACE && bytes[next] === COMMA && bytes[next + 1] === QUOTE && isLetter(bytes[next + 2]);
  return close >= 0 && next + 2 < end && isStructure ? close + 1 : skipValue(bytes, value, end);
}
