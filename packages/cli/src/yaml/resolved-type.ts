/** Whether plain text would be read as something other than a string: `yes`, `1.0`, `0x1f`, `2024-01-15`, `~`, `12:30`. */
export function readsAsOtherType(text: string): boolean {
  if (WORDS.has(text)) return true;
  const first = text[0] ?? "";
  if (first === ".") return GO_FLOAT.test(text);
  if (!/[-+\d]/.test(first)) return false;
  const plain = text.replaceAll("_", "");
  return isTimestamp(text) || GO_INTEGER.test(plain) || BINARY.test(plain) || isFloat(plain) || BASE_60.test(text);
}

/** What YAML 1.1 reads as null, true, false or a float without digits. */
const WORDS: ReadonlySet<string> = new Set([
  "",
  ...`~ null Null NULL
  y Y yes Yes YES true True TRUE on On ON
  n N no No NO false False FALSE off Off OFF
  .nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF`.split(/\s+/),
]);

const GO_INTEGER = /^[-+]?(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const BINARY = /^-?0b[-+]?[01]+$/;
const YAML_FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const GO_FLOAT = /^\.\d+([eE][-+]?\d+)?$/;
const BASE_60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;

function isFloat(text: string): boolean {
  return YAML_FLOAT.test(text) && Number.isFinite(Number(text));
}

/** A date, or a date and a time; days that no month has are no dates. */
function isTimestamp(text: string): boolean {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt])(.+)| (.+))?$/.exec(text);
  if (match === null) return false;
  const [, year, month, day, , zoned, local] = match;
  if (!isDate(Number(year), Number(month), Number(day))) return false;
  if (zoned === undefined) return local === undefined || isTime(local);
  const zone = /(Z|[-+]\d\d:\d\d)$/.exec(zoned)?.[0];
  return zone !== undefined && isTime(zoned.slice(0, -zone.length));
}

function isTime(text: string): boolean {
  const [, hours, minutes, seconds] = /^(\d{1,2}):(\d{1,2}):(\d{1,2})([.,]\d+)?$/.exec(text) ?? [];
  return seconds !== undefined && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
}

function isDate(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}
