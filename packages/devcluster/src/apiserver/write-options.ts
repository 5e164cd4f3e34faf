import {
  forbidden,
  invalid,
  invalidError,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from "#status/field-error.ts";
import type { HttpRequest } from "homeostat/internal/http/handler.ts";
import { badRequest } from "./errors.ts";
import { FIELD_VALIDATIONS } from "./field-validation.ts";

/** CreateOptions, UpdateOptions and PatchOptions. */
export interface WriteOptions {
  readonly dryRun: boolean;
  /** Who writes, for managedFields; see `managerOf`. */
  readonly manager: string;
  /** Server-side apply takes fields from other managers. */
  readonly force: boolean;
  /** As admission sees them. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** DeleteOptions. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds: number | undefined;
  readonly propagationPolicy: string | undefined;
  readonly orphanDependents: boolean | undefined;
  readonly preconditions: { readonly uid?: string; readonly resourceVersion?: string };
  /** As admission sees them. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Options of a create or update from its query; throws 422. */
export function writeOptionsOf(
  http: HttpRequest,
  query: URLSearchParams,
  kind: "CreateOptions" | "UpdateOptions",
): WriteOptions {
  return checked(kind, query, [], http);
}

/** Options of a patch from its query; `apply` is server-side apply, which needs a field manager. Throws 422. */
export function patchOptionsOf(http: HttpRequest, query: URLSearchParams, apply: boolean): WriteOptions {
  const errors: FieldError[] = [];
  if (!apply && query.has("force")) errors.push(forbidden("force", "may not be specified for non-apply patch"));
  if (apply && (query.get("fieldManager") ?? "") === "")
    errors.push(required("fieldManager", "is required for apply patch"));
  return checked("PatchOptions", query, errors, http);
}

function checked(kind: string, query: URLSearchParams, errors: FieldError[], http: HttpRequest): WriteOptions {
  const fieldManager = query.get("fieldManager") ?? "";
  const dryRun = query.getAll("dryRun");
  const fieldValidation = query.get("fieldValidation") ?? "";
  errors.push(...fieldManagerErrors(fieldManager), ...dryRunErrors(dryRun));
  if (!FIELD_VALIDATIONS.includes(fieldValidation))
    errors.push(notSupported("fieldValidation", fieldValidation, FIELD_VALIDATIONS));
  if (errors.length > 0) throw invalidError({ group: "meta.k8s.io", kind }, "", errors);
  const force = isTrue(query.get("force"));
  const raw = {
    kind,
    apiVersion: "meta.k8s.io/v1",
    ...(dryRun.length === 0 ? {} : { dryRun }),
    ...(query.has("force") ? { force } : {}),
    ...(fieldManager === "" ? {} : { fieldManager }),
    ...(fieldValidation === "" ? {} : { fieldValidation }),
  };
  return { dryRun: dryRun.length > 0, manager: managerOf(fieldManager, http), force, raw };
}

/** Any text but `false` and `0` is true, as Go converts query parameters. */
function isTrue(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

const MAX_MANAGER_BYTES = 128;

function fieldManagerErrors(fieldManager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(fieldManager) > MAX_MANAGER_BYTES)
    errors.push(tooLong("fieldManager", `may not be more than ${MAX_MANAGER_BYTES} bytes`));
  let position = 0;
  for (const character of fieldManager) {
    if (!isPrintable(character)) {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      const detail = `invalid character U+${code} (at position ${position})`;
      errors.push({
        ...invalid("fieldManager", "", detail),
        message: `Invalid value: ${goQuoted(fieldManager)}: ${detail}`,
      });
      break;
    }
    position += Buffer.byteLength(character);
  }
  return errors;
}

function isPrintable(character: string): boolean {
  return character === " " || !/[\p{C}\p{Z}]/u.test(character);
}

/** A text as Go's `%q` shows it. */
function goQuoted(text: string): string {
  const body = [...text].map((one) => {
    if (one === '"' || one === "\\") return `\\${one}`;
    const code = one.codePointAt(0) ?? 0;
    if (isPrintable(one)) return one;
    const short: Readonly<Record<string, string>> = {
      "\n": "\\n",
      "\r": "\\r",
      "\t": "\\t",
      "\b": "\\b",
      "\f": "\\f",
      "\v": "\\v",
    };
    return (
      short[one] ??
      (code < 0x80 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`)
    );
  });
  return `"${body.join("")}"`;
}

function dryRunErrors(dryRun: readonly string[]): FieldError[] {
  return dryRun.every((one) => one === "All") ? [] : [notSupported("dryRun", dryRun, ["All"])];
}

/** The field manager, else the User-Agent up to its first slash, else `unknown`. */
function managerOf(fieldManager: string, http: HttpRequest): string {
  if (fieldManager !== "") return fieldManager;
  const header = http.headers["user-agent"];
  const agent = (typeof header === "string" ? header : (header?.[0] ?? "")).split("/")[0] ?? "";
  let manager = "";
  for (const character of agent) {
    if (!isPrintable(character)) continue;
    if (Buffer.byteLength(manager + character) > MAX_MANAGER_BYTES) break;
    manager += character;
  }
  return manager === "" ? "unknown" : manager;
}

/** DeleteOptions from a decoded body; throws 422. */
export function deleteOptionsOf(body: Readonly<Record<string, unknown>>): DeleteOptions {
  const given = body as {
    readonly gracePeriodSeconds?: number;
    readonly propagationPolicy?: string;
    readonly orphanDependents?: boolean;
    readonly dryRun?: readonly string[];
    readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  };
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, dryRun = [], preconditions = {} } = given;
  const errors: FieldError[] = [];
  if (propagationPolicy !== undefined) {
    if (orphanDependents !== undefined) {
      errors.push(
        invalid("propagationPolicy", propagationPolicy, "orphanDependents and deletionPropagation cannot be both set"),
      );
    }
    if (!POLICIES.includes(propagationPolicy))
      errors.push(notSupported("propagationPolicy", propagationPolicy, [...POLICIES, "nil"]));
  }
  errors.push(...dryRunErrors(dryRun));
  if (errors.length > 0) throw invalidError({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", errors);
  const raw = { ...body, kind: "DeleteOptions", apiVersion: "meta.k8s.io/v1" };
  return { dryRun: dryRun.length > 0, gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, raw };
}

const POLICIES: readonly string[] = ["Foreground", "Background", "Orphan"];

/** DeleteOptions from a query, as a body would have them. Throws 400. */
export function deleteOptionsFromQuery(query: URLSearchParams): Readonly<Record<string, unknown>> {
  const grace = query.get("gracePeriodSeconds");
  if (grace !== null && !/^[+-]?\d+$/.test(grace))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
  const policy = query.get("propagationPolicy");
  const dryRun = query.getAll("dryRun");
  return {
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(query.has("orphanDependents") ? { orphanDependents: isTrue(query.get("orphanDependents")) } : {}),
    ...(dryRun.length === 0 ? {} : { dryRun }),
  };
}
