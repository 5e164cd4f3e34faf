import type { FunctionDeclaration, Library } from "#cel/library.ts";
import { ONE } from "#cel/range.ts";
import { BOOL, INT, STRING, opaque } from "#cel/type.ts";
import { CelError } from "#cel/value.ts";
import type { OpaqueValue } from "#cel/value.ts";
import { costByName, traversal } from "./cost.ts";
import { ipText, isIpv4InIpv6, parseIpAddress } from "./ip-address.ts";
import type { IpAddress } from "./ip-address.ts";
import { call, method, ownType, ownValue, text } from "./overload.ts";
import type { Argument } from "./overload.ts";
import { goQuote } from "./quote.ts";

const NAME = "net.IP";

/** An address as an argument. */
export const ipArgument: Argument<IpAddress> = ownType(NAME);

/** IP addresses. See https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library */
export const IP: Library = {
  name: "kubernetes.net.ip",
  types: { [NAME]: opaque(NAME) },
  functions: [
    {
      name: "ip",
      overloads: [
        call("string_to_ip", {
          args: [text],
          result: opaque(NAME),
          call: (value) => ipValue(parseIp(value)),
          ...traversal(0),
        }),
      ],
    },
    costByName("isIP", [call("is_ip", { args: [text], result: BOOL, call: isIp, ...traversal(0) })]),
    costByName("ip.isCanonical", [
      call("ip_is_canonical", {
        args: [text],
        result: BOOL,
        call: (value) => ipText(parseIp(value)) === value,
        ...traversal(0, 2),
      }),
    ]),
    { name: "string", overloads: [call("ip_to_string", { args: [ipArgument], result: STRING, call: ipText })] },
    {
      name: "family",
      overloads: [
        method("ip_family", {
          args: [ipArgument],
          result: INT,
          call: ({ bits }) => (bits === 32 ? 4n : 6n),
          estimate: () => ({ cost: ONE }),
        }),
      ],
    },
    test("isUnspecified", "ip_is_unspecified", isUnspecified),
    test("isLoopback", "ip_is_loopback", isLoopback),
    test("isLinkLocalMulticast", "ip_is_link_local_multicast", isLinkLocalMulticast),
    test("isLinkLocalUnicast", "ip_is_link_local_unicast", isLinkLocalUnicast),
    test("isGlobalUnicast", "ip_is_global_unicast", isGlobalUnicast),
  ],
};

/** An address as a value. */
export function ipValue(address: IpAddress): OpaqueValue {
  return ownValue({
    typeName: NAME,
    content: address,
    size: address.bits / 8,
    equals: (other) => {
      const { bits, value } = ipArgument.read(other);
      return bits === address.bits && value === address.value;
    },
  });
}

/** Parses the text of an address; zones and IPv4 addresses in IPv6 form are refused, as Kubernetes does. */
export function parseIp(source: string): IpAddress {
  let address: IpAddress;
  try {
    address = parseIpAddress(source);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CelError(`IP Address ${goQuote(source)} parse error during conversion from string: ${problem}`);
  }
  if (address.zone !== undefined) throw new CelError(`IP address ${goQuote(source)} with zone value is not allowed`);
  if (isIpv4InIpv6(address)) throw new CelError(`IPv4-mapped IPv6 address ${goQuote(source)} is not allowed`);
  return address;
}

function isIp(source: string): boolean {
  try {
    parseIp(source);
    return true;
  } catch {
    return false;
  }
}

function test(name: string, id: string, holds: (address: IpAddress) => boolean): FunctionDeclaration {
  return { name, overloads: [method(id, { args: [ipArgument], result: BOOL, call: holds })] };
}

function isUnspecified({ value }: IpAddress): boolean {
  return value === 0n;
}

function isLoopback({ bits, value }: IpAddress): boolean {
  return bits === 32 ? value >> 24n === 127n : value === 1n;
}

function isMulticast({ bits, value }: IpAddress): boolean {
  return bits === 32 ? value >> 28n === 0xen : value >> 120n === 0xffn;
}

function isLinkLocalMulticast({ bits, value }: IpAddress): boolean {
  return bits === 32 ? value >> 8n === 0xe00000n : ((value >> 112n) & 0xff0fn) === 0xff02n;
}

function isLinkLocalUnicast({ bits, value }: IpAddress): boolean {
  return bits === 32 ? value >> 16n === 0xa9fen : value >> 118n === 0x3fan;
}

function isGlobalUnicast(address: IpAddress): boolean {
  const isBroadcast = address.bits === 32 && address.value === 0xffffffffn;
  const isSpecial =
    isUnspecified(address) || isLoopback(address) || isMulticast(address) || isLinkLocalUnicast(address);
  return !isBroadcast && !isSpecial;
}
