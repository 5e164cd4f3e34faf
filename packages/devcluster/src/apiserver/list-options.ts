import { forbidden as forbiddenField, invalidError, notSupported, type FieldError } from "#status/field-error.ts";
import { StatusError } from "#status/status-error.ts";
import { badRequest } from "./errors.ts";
import { isTrueParameter } from "./request-info.ts";

/** The parameters of a list or watch (`metav1.ListOptions`), without its selectors. */
export interface ListOptions {
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  /** 0: no limit. */
  readonly limit: number;
  readonly continue: string;
  readonly allowWatchBookmarks: boolean;
  /** Undefined: not given. */
  readonly sendInitialEvents: boolean | undefined;
  /** Undefined: not given. */
  readonly timeoutSeconds: number | undefined;
}

/** Reads the parameters of a list or watch. Throws 400 for what is no number, 422 for what does not go together. */
export function parseListOptions(query: URLSearchParams, isWatch: boolean): ListOptions {
  const initial = query.get("sendInitialEvents");
  const options: ListOptions = {
    resourceVersion: query.get("resourceVersion") ?? "",
    resourceVersionMatch: query.get("resourceVersionMatch") ?? "",
    limit: Math.max(0, integerOf(query.get("limit")) ?? 0),
    continue: query.get("continue") ?? "",
    allowWatchBookmarks: isTrueParameter(query.get("allowWatchBookmarks")),
    sendInitialEvents: initial === null ? undefined : isTrueParameter(initial),
    timeoutSeconds: integerOf(query.get("timeoutSeconds")),
  };
  const errors = isWatch ? watchErrors(options) : listErrors(options);
  if (errors.length > 0) throw invalidError({ group: "meta.k8s.io", kind: "ListOptions" }, "", errors);
  return options;
}

/** A resourceVersion parameter; undefined when absent. Throws 500 as the real server does, or 400 for a list. */
export function parseRevision(text: string, isList: boolean = false): number | undefined {
  if (text === "") return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : undefined;
  if (value !== undefined && value < 2 ** 64) return value;
  const problem = value === undefined ? "invalid syntax" : "value out of range";
  const quoted = JSON.stringify(text);
  const message = `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: ${problem}`;
  throw isList ? badRequest(`invalid resource version: ${message}`) : new StatusError(500, "", message);
}

function integerOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

const MATCH = "resourceVersionMatch";
const withContinue = forbiddenField(MATCH, "resourceVersionMatch is forbidden when continue is provided");

function listErrors(options: ListOptions): readonly FieldError[] {
  const { resourceVersionMatch: match, resourceVersion } = options;
  const errors: FieldError[] = [];
  if (match !== "") {
    if (resourceVersion === "")
      errors.push(forbiddenField(MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    if (options.continue !== "") errors.push(withContinue);
    if (match !== "Exact" && match !== "NotOlderThan")
      errors.push(notSupported(MATCH, match, ["Exact", "NotOlderThan", ""]));
    if (match === "Exact" && resourceVersion === "0") {
      errors.push(forbiddenField(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (options.sendInitialEvents !== undefined) {
    errors.push(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return errors;
}

function watchErrors(options: ListOptions): readonly FieldError[] {
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== "NotOlderThan") {
    errors.push(forbiddenField(MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
  }
  if (match !== "") {
    if (sendInitialEvents === undefined) {
      errors.push(
        forbiddenField(MATCH, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
      );
    }
    if (match !== "NotOlderThan") errors.push(notSupported(MATCH, match, ["NotOlderThan"]));
  }
  if (options.continue !== "") errors.push(withContinue);
  return errors;
}
