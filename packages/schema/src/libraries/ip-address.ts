import { goQuote } from "./quote.ts";

/** An IPv4 or IPv6 address as a number of so many bits. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
  readonly zone?: string;
}

/** Parses as Go's `netip.ParseAddr` does: no leading zeros in IPv4. Throws in its words. */
export function parseIpAddress(text: string): IpAddress {
  const mark = /[.:%]/.exec(text)?.[0];
  if (mark === ".") return { bits: 32, value: parseIpv4(text, text) };
  if (mark === ":") return parseIpv6(text);
  throw parseError(text, mark === "%" ? "missing IPv6 address" : "unable to parse IP");
}

/** The canonical text: the longest run of zeros of an IPv6 address as `::`, digits in lower case. */
export function ipText({ bits, value, zone }: IpAddress): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16));
  const [start, length] = longestZeroRun(groups);
  const text =
    length < 2 ? groups.join(":") : `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
  return zone === undefined ? text : `${text}%${zone}`;
}

/** `::ffff:1.2.3.4`. */
export function isIpv4InIpv6({ bits, value }: IpAddress): boolean {
  return bits === 128 && value >> 32n === 0xffffn;
}

function longestZeroRun(groups: readonly string[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === "0") length++;
    if (length > best[1]) best = [start, length];
  }
  return best;
}

function parseError(input: string, problem: string, at?: string): Error {
  const place = at === undefined || at === "" ? "" : ` (at ${goQuote(at)})`;
  return new Error(`ParseAddr(${goQuote(input)}): ${problem}${place}`);
}

function parseIpv4(part: string, input: string): bigint {
  let value = 0n;
  let fields = 0;
  let digits = "";
  for (let index = 0; index < part.length; index++) {
    const character = part.charAt(index);
    if (/\d/.test(character)) {
      if (digits === "0") throw parseError(input, "IPv4 field has octet with leading zero");
      digits += character;
      if (Number(digits) > 255) throw parseError(input, "IPv4 field has value >255");
    } else if (character === ".") {
      if (digits === "" || index === part.length - 1) {
        throw parseError(input, "IPv4 field must have at least one digit", part.slice(index));
      }
      if (fields === 3) throw parseError(input, "IPv4 address too long");
      value = (value << 8n) | BigInt(digits);
      fields++;
      digits = "";
    } else {
      throw parseError(input, "unexpected character", part.slice(index));
    }
  }
  if (fields < 3) throw parseError(input, "IPv4 address too short");
  return (value << 8n) | BigInt(digits);
}

function parseIpv6(input: string): IpAddress {
  const percent = input.indexOf("%");
  const zone = percent < 0 ? undefined : input.slice(percent + 1);
  if (zone === "") throw parseError(input, "zone must be a non-empty string");
  const groups = readGroups(percent < 0 ? input : input.slice(0, percent), input);
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  return { bits: 128, value, ...(zone === undefined ? {} : { zone }) };
}

/** The eight groups of 16 bits. */
function readGroups(address: string, input: string): readonly number[] {
  const groups: number[] = [];
  let ellipsis = -1;
  let rest = address;
  if (rest.startsWith("::")) {
    ellipsis = 0;
    rest = rest.slice(2);
  }
  while (groups.length < 8 && !(rest === "" && ellipsis === groups.length)) {
    const digits = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? "";
    if (digits.length > 4) throw parseError(input, "each group must have 4 or less digits", rest);
    if (digits === "") throw parseError(input, "each colon-separated field must have at least one digit", rest);
    if (rest.charAt(digits.length) === ".") {
      groups.push(...embeddedIpv4(rest, input, { groups: groups.length, hasEllipsis: ellipsis >= 0 }));
      rest = "";
      break;
    }
    groups.push(Number.parseInt(digits, 16));
    rest = rest.slice(digits.length);
    if (rest === "") break;
    if (!rest.startsWith(":")) throw parseError(input, "unexpected character, want colon", rest);
    if (rest === ":") throw parseError(input, "colon must be followed by more characters", rest);
    rest = rest.slice(1);
    if (rest.startsWith(":")) {
      if (ellipsis >= 0) throw parseError(input, "multiple :: in address", rest);
      ellipsis = groups.length;
      rest = rest.slice(1);
    }
  }
  if (rest !== "") throw parseError(input, "trailing garbage after address", rest);
  return expanded(groups, ellipsis, input);
}

function expanded(groups: readonly number[], ellipsis: number, input: string): readonly number[] {
  const missing = 8 - groups.length;
  if (missing > 0 && ellipsis < 0) throw parseError(input, "address string too short");
  if (missing === 0 && ellipsis >= 0) throw parseError(input, "the :: must expand to at least one field of zeros");
  if (missing === 0) return groups;
  return [...groups.slice(0, ellipsis), ...Array.from({ length: missing }, () => 0), ...groups.slice(ellipsis)];
}

function embeddedIpv4(
  rest: string,
  input: string,
  { groups, hasEllipsis }: { readonly groups: number; readonly hasEllipsis: boolean },
): readonly number[] {
  if (!hasEllipsis && groups !== 6) {
    throw parseError(input, "embedded IPv4 address must replace the final 2 fields of the address", rest);
  }
  if (groups > 6) {
    throw parseError(input, "too many hex fields to fit an embedded IPv4 at the end of the address", rest);
  }
  const value = parseIpv4(rest, input);
  return [Number(value >> 16n), Number(value & 0xffffn)];
}
