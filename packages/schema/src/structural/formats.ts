import { isIPv4, isIPv6 } from "node:net";

/**
 * The check behind a `format`, or undefined for a format that the API server does not know and therefore ignores. Numeric
 * formats are ranges, not formats (see `validate-number.ts`).
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 */
export function formatCheck(format: string): ((text: string) => boolean) | undefined {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
}

/** True for a format that is either checked or a numeric range; for others the API server answers with a warning. */
export function isKnownFormat(format: string): boolean {
  return formatCheck(format) !== undefined || NUMERIC_FORMATS.has(format);
}

const NUMERIC_FORMATS = new Set(["int32", "int64", "float", "double"]);

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: (text) => /^[0-9a-f]{24}$/i.test(text),
  uri: isRequestUri,
  email: isEmail,
  hostname: isHostname,
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  mac: isMac,
  uuid: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid3: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid4: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  uuid5: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: isRgbColor,
  byte: (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(text),
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
  "date-time": isDateTime,
  "k8s-short-name": (text) => text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text),
  "k8s-long-name": (text) =>
    text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text),
};

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isDateTime(text: string): boolean {
  const [date, time, ...rest] = text.toLowerCase().split("t");
  if (date === undefined || time === undefined || rest.length > 0 || !isDate(date)) return false;
  const match = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$/.exec(time);
  return match !== null && String(match[1]) <= "23" && String(match[2]) <= "59" && String(match[3]) <= "59";
}

/** Go's durations (`1h30m`) and words (`3 days`). */
function isDuration(text: string): boolean {
  if (/^[-+]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return true;
  return /^(\d+\s*(ns|nano(sec(ond)?s?)?|us|µs|micros?|microsec(ond)?s?|ms|millis?|millisec(ond)?s?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)\s*)+$/i.test(
    text,
  );
}

function isCidr(text: string): boolean {
  const slash = text.lastIndexOf("/");
  if (slash < 0) return false;
  const address = text.slice(0, slash);
  const prefix = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix)) return false;
  return (
    (isIPv4(address) && Number(prefix) <= 32) || (isIPv6(address) && !address.includes("%") && Number(prefix) <= 128)
  );
}

/** IEEE 802 MAC-48, EUI-64 and 20-octet addresses, by colons, dashes or dots. */
function isMac(text: string): boolean {
  const octets = /^[0-9a-f]{2}(([:-])[0-9a-f]{2})(\2[0-9a-f]{2})*$/i.exec(text);
  if (octets !== null) return [6, 8, 20].includes((text.length + 1) / 3);
  return /^[0-9a-f]{4}(\.[0-9a-f]{4})+$/i.test(text) && [14, 19, 49].includes(text.length);
}

function isHostname(text: string): boolean {
  if (text.length > 255 || !HOSTNAME.test(text)) return false;
  return text.split(".").every((label) => label.length <= 63);
}

const HOSTNAME =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z0-9\-\p{L}]){2,63})$/u;

/** An address as in the `From` line of a mail: `a@b.c` or `Name <a@b.c>`. */
function isEmail(text: string): boolean {
  const address = /^\s*(?:(?:"[^"]*"|[^<>@",;:\\()[\]]*)\s*<([^<>]+)>|(\S+))\s*$/.exec(text);
  const spec = address?.[1] ?? address?.[2] ?? "";
  return /^("[^"]+"|[^\s"(),:;<>@[\]\\.]+(\.[^\s"(),:;<>@[\]\\.]+)*)@(\[[^\]\s]+\]|[^\s"(),:;<>@[\]\\.]+(\.[^\s"(),:;<>@[\]\\.]+)*)$/.test(
    spec,
  );
}

/** An absolute URI, or an absolute path. */
function isRequestUri(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what Go refuses
  if (text === "" || /[\u0000-\u001f\u007f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text.split("?")[0] ?? ""))
    return false;
  if (text.startsWith("/")) return true;
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:(.*)$/s.exec(text);
  if (scheme === null) return false;
  const rest = scheme[1] ?? "";
  if (!rest.startsWith("//")) return true;
  const authority = rest.slice(2).split(/[/?#]/)[0] ?? "";
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return /^(\[[0-9a-fA-F:.%]+\]|[^\s[\]<>"^`{|}\\]*?)(:\d*)?$/.test(host);
}

function isRgbColor(text: string): boolean {
  const match = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text);
  return match !== null && match.slice(1).every((part) => Number(part) <= 255 && !/^0\d/.test(part));
}

function isIsbn10(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, "");
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (index + 1) * (digit === "X" ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, "");
  if (!/^\d{13}$/.test(digits)) return false;
  return [...digits].reduce((total, digit, index) => total + (index % 2 === 0 ? 1 : 3) * Number(digit), 0) % 10 === 0;
}

/** Known number ranges of card issuers, then the Luhn check sum. */
function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/\D+/g, "");
  if (!CARD_NUMBER.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

const CARD_NUMBER =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11}|6[27][0-9]{14})$/;
