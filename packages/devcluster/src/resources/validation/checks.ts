import { compareQuantities, parseQuantity } from "homeostat/internal/meta/quantity.ts";
import { isLabelKey, isLabelValue } from "#resources/names.ts";
import { fields, isFields, items, text, texts, type Fields } from "#resources/fields.ts";
import { invalid, notSupported, required, type FieldError } from "#status/field-error.ts";

/** Every problem that `check` has with a value, as errors of its field. */
export function problems(
  value: string,
  field: string,
  check: (value: string) => readonly string[],
): readonly FieldError[] {
  return check(value).map((problem) => invalid(field, value, problem));
}

/** A number that must not be below zero, when it is there. */
export function nonNegative(value: unknown, field: string): readonly FieldError[] {
  return typeof value === "number" && value < 0 ? [invalid(field, value, "must be greater than or equal to 0")] : [];
}

/** A value that must be one of these, when it is there. */
export function oneOf(value: unknown, supported: readonly string[], field: string): readonly FieldError[] {
  if (value === undefined || value === null) return [];
  return typeof value === "string" && supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

/** A text that must be there. */
export function mustHave(value: unknown, field: string, detail: string = ""): readonly FieldError[] {
  return text(value) === "" ? [required(field, detail)] : [];
}

export function inRange(
  value: unknown,
  field: string,
  range: { readonly min: number; readonly max: number },
): readonly FieldError[] {
  if (typeof value !== "number" || (value >= range.min && value <= range.max)) return [];
  return [invalid(field, value, `must be between ${range.min} and ${range.max}, inclusive`)];
}

export function portNumber(value: unknown, field: string): readonly FieldError[] {
  return inRange(value, field, { min: 1, max: 65_535 });
}

/** The name of a port (an IANA service name), in the API server's words. */
export function isPortName(value: string): readonly string[] {
  const found: string[] = [];
  if (value.length > 15) found.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(value)) found.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(value)) found.push("must contain at least one letter (a-z)");
  if (value.includes("--")) found.push("must not contain consecutive hyphens");
  if (value.startsWith("-") || value.endsWith("-")) found.push("must not begin or end with a hyphen");
  return found;
}

/** A port as a number or a name. */
export function portOrName(value: unknown, field: string): readonly FieldError[] {
  return typeof value === "string" ? problems(value, field, isPortName) : portNumber(value, field);
}

/** A count, or a percentage of something. */
export function countOrPercent(value: unknown, field: string): readonly FieldError[] {
  if (typeof value === "number") return nonNegative(value, field);
  if (typeof value !== "string") return [];
  if (/^\d+%$/.test(value)) return [];
  return [
    invalid(
      field,
      value,
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ),
  ];
}

/** A percentage that must not be above the whole. */
export function atMostWhole(value: unknown, field: string): readonly FieldError[] {
  const percent = typeof value === "string" ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return percent !== undefined && Number(percent) > 100 ? [invalid(field, value, "must not be greater than 100%")] : [];
}

/** An amount that must not be negative. Texts that are no quantities were refused before. */
export function amount(value: unknown, field: string): readonly FieldError[] {
  if (typeof value !== "string" || !isQuantity(value)) return [];
  return compareQuantities(value, "0") < 0 ? [invalid(field, value, "must be greater than or equal to 0")] : [];
}

export function isQuantity(value: string): boolean {
  try {
    parseQuantity(value);
    return true;
  } catch {
    return false;
  }
}

/** Labels as a selector has them. */
export function matchLabels(labels: unknown, field: string): readonly FieldError[] {
  if (!isFields(labels)) return [];
  return Object.entries(labels).flatMap(([key, value]) => [
    ...problems(key, field, isLabelKey),
    ...problems(text(value), field, isLabelValue),
  ]);
}

/** A `metav1.LabelSelector`. */
export function labelSelector(selector: unknown, field: string): readonly FieldError[] {
  const { matchLabels: labels, matchExpressions } = fields(selector);
  return [
    ...matchLabels(labels, `${field}.matchLabels`),
    ...items(matchExpressions).flatMap((one, index) => requirement(one, `${field}.matchExpressions[${index}]`)),
  ];
}

function requirement(one: Fields, field: string): readonly FieldError[] {
  const values = texts(one["values"]);
  const operator = text(one["operator"]);
  const errors: FieldError[] = [];
  if ((operator === "In" || operator === "NotIn") && values.length === 0) {
    errors.push(required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if ((operator === "Exists" || operator === "DoesNotExist") && values.length > 0) {
    errors.push({
      reason: "FieldValueForbidden",
      field: `${field}.values`,
      message: "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    });
  } else if (!["In", "NotIn", "Exists", "DoesNotExist"].includes(operator)) {
    errors.push(invalid(`${field}.operator`, operator, "not a valid selector operator"));
  }
  errors.push(...problems(text(one["key"]), `${field}.key`, isLabelKey));
  return errors;
}

/** Whether a selector without labels and expressions is meant: it selects everything. */
export function isEmptySelector(selector: unknown): boolean {
  const { matchLabels: labels, matchExpressions } = fields(selector);
  return Object.keys(fields(labels)).length === 0 && items(matchExpressions).length === 0;
}

const IPV4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

export function isIpv4(value: string): boolean {
  return IPV4.test(value);
}

export function isIpAddress(value: string): boolean {
  return isIpv4(value) || isIpv6(value);
}

function isIpv6(value: string): boolean {
  if (!value.includes(":") || !/^[0-9a-fA-F:.]+$/.test(value)) return false;
  const halves = value.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const size = groups.length + (last.includes(".") ? 1 : 0);
  if (last.includes(".") && !isIpv4(last)) return false;
  const plain = last.includes(".") ? groups.slice(0, -1) : groups;
  if (plain.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? size < 8 : size === 8;
}

/** An address, in the API server's words. */
export function ipAddress(value: string, field: string): readonly FieldError[] {
  return isIpAddress(value)
    ? []
    : [invalid(field, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")];
}

/** Addresses that an endpoint cannot have. */
export function endpointAddress(value: string, field: string): readonly FieldError[] {
  const errors = ipAddress(value, field);
  if (errors.length > 0) return errors;
  if (value === "0.0.0.0" || value === "::") return [invalid(field, value, `may not be unspecified (${value})`)];
  if (value.startsWith("127.") || value === "::1")
    return [invalid(field, value, "may not be in the loopback range (127.0.0.0/8, ::1/128)")];
  if (value.startsWith("169.254.") || /^fe[89ab]/i.test(value)) {
    return [invalid(field, value, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")];
  }
  if (/^224\.0\.0\.\d+$/.test(value) || /^ff02:/i.test(value)) {
    return [invalid(field, value, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")];
  }
  return [];
}

/** A range of addresses, in the API server's words. */
export function cidr(value: string, field: string): readonly FieldError[] {
  const [address = "", bits = ""] = value.split("/");
  const max = isIpv4(address) ? 32 : 128;
  const ok = isIpAddress(address) && /^\d{1,3}$/.test(bits) && Number(bits) <= max;
  return ok ? [] : [invalid(field, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")];
}
