import type { HttpRequest } from "homeostat/internal/http/handler.ts";
import { parseAccept, type AcceptClause } from "./accept.ts";
import { notAcceptable, notAcceptableForm } from "./errors.ts";
import { queryOf } from "./request-info.ts";
import { StatusError } from "#status/status-error.ts";

/** How an answer is written. */
export interface Representation {
  readonly format: "json" | "yaml";
  /** Undefined: the object itself. */
  readonly as?: MetaForm;
  /** Indented for people. */
  readonly pretty: boolean;
}

/** A view of objects that meta.k8s.io defines. */
export interface MetaForm {
  readonly kind: "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList";
  /** `v1` or `v1beta1`. */
  readonly version: string;
}

/** What is being answered: it decides what may be asked for. */
export interface Endpoint {
  /** Collections also stream. */
  readonly collection?: boolean;
  readonly watch?: boolean;
  /** Custom resources take any range that fits; the others want an exact type, or the range of all types. */
  readonly custom?: boolean;
  /** Whether Table and PartialObjectMetadata are served here; default true. */
  readonly transforms?: boolean;
}

/** The types that the real server serves; protobuf is named in its messages. */
const MEDIA_TYPES: readonly string[] = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
const STREAM_TYPES = ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];

/** Chooses the representation of an answer by `Accept` and `?pretty`. Throws 406. Protobuf is never chosen. */
export function negotiate(http: HttpRequest, endpoint: Endpoint = {}): Representation {
  const header = textOf(http.headers["accept"]);
  const pretty = wantsPretty(http);
  if (header === "") return { format: "json", pretty };
  if (header === "application/json") return { format: "json", pretty };
  if (endpoint.custom !== true && !namesServedType(header)) {
    throw notAcceptable(endpoint.collection === true ? [...MEDIA_TYPES, ...STREAM_TYPES] : MEDIA_TYPES);
  }
  for (const clause of parseAccept(header)) {
    const chosen = choose(clause, endpoint);
    if (chosen !== undefined) return { ...chosen, pretty: pretty || chosen.pretty };
  }
  if (onlyProtobuf(header))
    throw new StatusError(406, "NotAcceptable", "answers in protobuf are not served: accept application/json too");
  throw notAcceptableForm(endpoint.watch === true ? STREAM_TYPES : MEDIA_TYPES);
}

/** The representation of an error: what is accepted when it can be had, else JSON. */
export function negotiateError(http: HttpRequest): Representation {
  for (const clause of parseAccept(textOf(http.headers["accept"]))) {
    if (clause.type !== "application") continue;
    if (clause.subtype === "yaml") return { format: "yaml", pretty: false };
    if (clause.subtype === "json") break;
  }
  return { format: "json", pretty: wantsPretty(http) };
}

/** A header's text; several values are one list. */
export function textOf(header: string | readonly string[] | undefined): string {
  return header === undefined ? "" : typeof header === "string" ? header : header.join(",");
}

function choose(clause: AcceptClause, endpoint: Endpoint): Representation | undefined {
  const format = formatOf(clause);
  if (format === undefined || (endpoint.watch === true && format !== "json")) return undefined;
  const stream = clause.parameters.get("stream");
  if (stream !== undefined && stream !== "" && (stream !== "watch" || format !== "json")) return undefined;
  const kind = clause.parameters.get("as");
  const representation = { format, pretty: clause.parameters.get("pretty") === "1" };
  if (kind === undefined) return representation;
  const as = endpoint.transforms === false ? undefined : metaForm(kind, clause.parameters);
  return as === undefined ? undefined : { ...representation, as };
}

function formatOf({ type, subtype }: AcceptClause): "json" | "yaml" | undefined {
  if (type === "*" && subtype === "*") return "json";
  if (type !== "application") return undefined;
  if (subtype === "json" || subtype === "*") return "json";
  return subtype === "yaml" ? "yaml" : undefined;
}

function metaForm(kind: string, parameters: ReadonlyMap<string, string>): MetaForm | undefined {
  const version = parameters.get("v") ?? "";
  if (parameters.get("g") !== "meta.k8s.io" || (version !== "v1" && version !== "v1beta1")) return undefined;
  if (kind === "Table" || kind === "PartialObjectMetadata" || kind === "PartialObjectMetadataList")
    return { kind, version };
  return undefined;
}

/** The first look at the header, before parameters and quality: some clause must name a served type, letter by letter. */
function namesServedType(header: string): boolean {
  return header.split(",").some((clause) => {
    const type = (clause.split(";")[0] ?? "").trim();
    return type === "*/*" || MEDIA_TYPES.includes(type);
  });
}

function onlyProtobuf(header: string): boolean {
  return parseAccept(header).every(
    (one) => one.subtype === "vnd.kubernetes.protobuf" && one.parameters.get("as") !== "Table",
  );
}

/** `?pretty`, or a browser, curl or wget that does not say. */
function wantsPretty(http: HttpRequest): boolean {
  if (http.url.includes("pretty=")) {
    const value = queryOf(http.url).get("pretty");
    if (value !== null) return value === "1" || value.toLowerCase() === "true" || value.toLowerCase() === "t";
  }
  const agent = textOf(http.headers["user-agent"]);
  return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
}
