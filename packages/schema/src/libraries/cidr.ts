import type { EstimatedArgument, Library, Overload, Range } from "#cel/library.ts";
import { ONE, plus } from "#cel/range.ts";
import { BOOL, INT, STRING, opaque } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { OpaqueValue, Value } from "#cel/value.ts";
import { sizeOfValue } from "#cel/value-size.ts";
import { PER_CHARACTER, costByName, scaled, sizeAt, traversal, valueAt } from "./cost.ts";
import { ipText, isIpv4InIpv6, parseIpAddress } from "./ip-address.ts";
import type { IpAddress } from "./ip-address.ts";
import { ipArgument, ipValue, parseIp } from "./ip.ts";
import { call, method, ownType, ownValue, text } from "./overload.ts";
import type { Argument } from "./overload.ts";
import { goQuote } from "./quote.ts";

/** A range of addresses: those whose first bits are those of the address. */
interface Cidr {
  readonly address: IpAddress;
  readonly prefixLength: number;
}

const NAME = "net.CIDR";
const cidrArgument: Argument<Cidr> = ownType(NAME);

/** Ranges of IP addresses. See https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-cidr-library */
export const CIDR: Library = {
  name: "kubernetes.net.cidr",
  types: { [NAME]: opaque(NAME) },
  functions: [
    costByName("cidr", [
      call("string_to_cidr", {
        args: [text],
        result: opaque(NAME),
        call: (value) => cidrValue(parseCidr(value)),
        ...traversal(0),
      }),
    ]),
    costByName("isCIDR", [call("is_cidr", { args: [text], result: BOOL, call: isCidr, ...traversal(0) })]),
    { name: "string", overloads: [call("cidr_to_string", { args: [cidrArgument], result: STRING, call: cidrText })] },
    {
      name: "ip",
      overloads: [
        method("cidr_ip", { args: [cidrArgument], result: opaque("net.IP"), call: ({ address }) => ipValue(address) }),
      ],
    },
    {
      name: "prefixLength",
      overloads: [
        method("cidr_prefix_length", {
          args: [cidrArgument],
          result: INT,
          call: ({ prefixLength }) => BigInt(prefixLength),
        }),
      ],
    },
    {
      name: "masked",
      overloads: [
        method("cidr_masked", { args: [cidrArgument], result: opaque(NAME), call: (cidr) => cidrValue(masked(cidr)) }),
      ],
    },
    {
      name: "containsIP",
      overloads: [
        method("cidr_contains_ip_string", {
          args: [cidrArgument, text],
          result: BOOL,
          call: containsIpText,
          ...comparing({ text: true, masks: false }),
        }),
        method("cidr_contains_ip_ip", {
          args: [cidrArgument, ipArgument],
          result: BOOL,
          call: containsIp,
          ...comparing({ text: false, masks: false }),
        }),
      ],
      cost: (args) => comparingCost(args, false),
    },
    {
      name: "containsCIDR",
      overloads: [
        method("cidr_contains_cidr_string", {
          args: [cidrArgument, text],
          result: BOOL,
          call: (cidr, other) => containsCidr(cidr, parseCidr(other)),
          ...comparing({ text: true, masks: true }),
        }),
        method("cidr_contains_cidr", {
          args: [cidrArgument, cidrArgument],
          result: BOOL,
          call: containsCidr,
          ...comparing({ text: false, masks: true }),
        }),
      ],
      cost: (args) => comparingCost(args, true),
    },
  ],
};

interface Comparing {
  /** Whether the other side is parsed first. */
  readonly text: boolean;
  /** Whether the other side is a range, whose address is masked. */
  readonly masks: boolean;
}

function comparing({ text: parses, masks }: Comparing): Required<Pick<Overload, "cost" | "estimate">> {
  return {
    cost: (args) => {
      const parsing = parses ? Math.ceil(sizeOfValue(valueAt(args, 1)) * PER_CHARACTER) : 0;
      return comparingCost(args, masks) + parsing;
    },
    estimate: (args) => ({ cost: estimateComparing(args, { text: parses, masks }) }),
  };
}

function comparingCost(args: readonly Value[], masks: boolean): number {
  const size = sizeOfValue(valueAt(args, 0));
  const compared = Math.ceil((size + size) * PER_CHARACTER);
  return masks ? compared + Math.ceil(size * PER_CHARACTER) + 1 : compared;
}

/** Addresses have 4 or 16 bytes. */
function estimateComparing(args: readonly EstimatedArgument[], { text: parses, masks }: Comparing): Range {
  const bytes = { min: 4, max: 16 };
  let cost = scaled(plus(bytes, bytes), PER_CHARACTER);
  if (masks) cost = plus(cost, scaled(bytes, PER_CHARACTER), ONE);
  return parses ? plus(cost, scaled(sizeAt(args, 1), PER_CHARACTER)) : cost;
}

function cidrValue(cidr: Cidr): OpaqueValue {
  return ownValue({
    typeName: NAME,
    content: cidr,
    size: Math.ceil(cidr.prefixLength / 8),
    equals: (other) => cidrText(cidrArgument.read(other)) === cidrText(cidr),
  });
}

function cidrText({ address, prefixLength }: Cidr): string {
  return `${ipText(address)}/${prefixLength}`;
}

const CONVERSION = "network address parse error during conversion from string";

function parseCidr(source: string): Cidr {
  const cidr = parsePrefix(source);
  if (isIpv4InIpv6(cidr.address)) {
    throw new CelError(`${CONVERSION}: IPv4-mapped IPv6 address ${goQuote(source)} is not allowed`);
  }
  return cidr;
}

function parsePrefix(source: string): Cidr {
  const fail = (problem: string): CelError =>
    new CelError(`${CONVERSION}: ${CONVERSION}: netip.ParsePrefix(${goQuote(source)}): ${problem}`);
  const slash = source.lastIndexOf("/");
  if (slash < 0) throw fail("no '/'");
  let address: IpAddress;
  try {
    address = parseIpAddress(source.slice(0, slash));
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  if (address.zone !== undefined) throw fail("IPv6 zones cannot be present in a prefix");
  const bits = source.slice(slash + 1);
  if (!/^(\d|[1-9]\d+)$/.test(bits)) throw fail(`bad bits after slash: ${goQuote(bits)}`);
  if (Number(bits) > address.bits) throw fail("prefix length out of range");
  return { address, prefixLength: Number(bits) };
}

function isCidr(source: string): boolean {
  try {
    parseCidr(source);
    return true;
  } catch {
    return false;
  }
}

function prefixOf({ bits, value }: IpAddress, prefixLength: number): bigint {
  return value >> BigInt(bits - prefixLength);
}

function masked({ address, prefixLength }: Cidr): Cidr {
  const value = prefixOf(address, prefixLength) << BigInt(address.bits - prefixLength);
  return { address: { bits: address.bits, value }, prefixLength };
}

function containsIp({ address, prefixLength }: Cidr, other: IpAddress): boolean {
  return address.bits === other.bits && prefixOf(address, prefixLength) === prefixOf(other, prefixLength);
}

/** What is no address is no argument of this function, the API server says. */
function containsIpText(cidr: Cidr, source: string): boolean {
  let address: IpAddress;
  try {
    address = parseIp(source);
  } catch {
    throw new CelError("no such overload");
  }
  return containsIp(cidr, address);
}

function containsCidr(cidr: Cidr, other: Cidr): boolean {
  return cidr.prefixLength <= other.prefixLength && containsIp(cidr, other.address);
}
