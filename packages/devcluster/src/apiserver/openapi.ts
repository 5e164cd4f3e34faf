import { createHash } from "node:crypto";
import type { HttpRequest, HttpResponse } from "homeostat/internal/http/handler.ts";
import type { Registry } from "#resources/registry.ts";
import { parseAccept } from "./accept.ts";
import { createDiscovery, groupVersionOf, type DiscoveredVersion } from "./discovery.ts";
import { textOf } from "./negotiation.ts";
import { openApiDocument } from "./openapi-document.ts";
import { queryOf } from "./request-info.ts";
import type { VersionInfo } from "./version.ts";

/** `/openapi/v3` and its documents, and `/openapi/v2`. */
export interface OpenApiEndpoints {
  /** Undefined: not a path of these. */
  answer(http: HttpRequest, path: string): HttpResponse | undefined;
}

const YEAR_SECONDS = 365 * 24 * 3600;

/** Documents are made when they are first asked for, and anew when their resources have changed. */
export function createOpenApiEndpoints(registry: Registry, version: VersionInfo): OpenApiEndpoints {
  const discovered = createDiscovery(registry);
  const known = new Map<string, Document>();

  const documents = (): ReadonlyMap<string, Document> => {
    const current = new Map<string, Document>();
    for (const path of ROOT_PATHS) current.set(path, known.get(path) ?? createPathDocument(path, version));
    for (const { name, versions } of discovered()) {
      const path = `apis/${name}`;
      if (name !== "") current.set(path, known.get(path) ?? createPathDocument(path, version));
      for (const one of versions) {
        const path = `${name === "" ? "api" : "apis"}/${groupVersionOf(name, one.version)}`;
        const old = known.get(path);
        current.set(path, old?.isOf(one) === true ? old : createDocument(name, one, version));
      }
    }
    known.clear();
    for (const [path, document] of current) known.set(path, document);
    return current;
  };
  return {
    answer(http, path) {
      if (path === "/openapi/v2") return swagger(http);
      if (path === "/openapi/v3" || path === "/openapi/v3/") return index(http, documents());
      if (!path.startsWith("/openapi/v3/")) return undefined;
      const document = documents().get(path.slice("/openapi/v3/".length));
      return document === undefined ? { status: 404 } : documentAnswer(http, path, document);
    },
  };
}

/** One document: text and hash are made on first use. */
interface Document {
  isOf(version: DiscoveredVersion): boolean;
  content(): { readonly text: string; readonly hash: string };
}

/** Paths outside of group versions that have a document. */
const ROOT_PATHS = [".well-known/openid-configuration", "api", "apis", "openid/v1/jwks", "version"];

/** The document of a path that is only read, and whose answer has no schema. */
function createPathDocument(path: string, version: VersionInfo): Document {
  const info = { title: "Kubernetes", version: `${version.major}.${version.minor}` };
  const paths = { [`/${path}/`]: { get: { responses: { "200": { description: "OK" } } } } };
  const text = JSON.stringify({ openapi: "3.0.0", info, paths, components: { schemas: {} } });
  return { isOf: () => true, content: () => ({ text, hash: hashOf(text) }) };
}

function createDocument(group: string, of: DiscoveredVersion, version: VersionInfo): Document {
  let content: { readonly text: string; readonly hash: string } | undefined;
  return {
    isOf: ({ resources }) =>
      resources.length === of.resources.length && resources.every((one, index) => one === of.resources[index]),
    content() {
      if (content === undefined) {
        const text = JSON.stringify(openApiDocument(group, of, `${version.major}.${version.minor}`));
        content = { text, hash: hashOf(text) };
      }
      return content;
    },
  };
}

function index(http: HttpRequest, documents: ReadonlyMap<string, Document>): HttpResponse {
  const paths = [...documents].map(([path, document]) => [
    path,
    { serverRelativeURL: `/openapi/v3/${path}?hash=${document.content().hash}` },
  ]);
  const body = JSON.stringify({ paths: Object.fromEntries(paths) });
  const etag = `"${hashOf(body)}"`;
  if (textOf(http.headers["if-none-match"]) === etag) return { status: 304, headers: { etag } };
  // Clients know it as JSON whatever its type says.
  return { status: 200, headers: { "content-type": "text/plain; charset=utf-8", etag }, body };
}

function documentAnswer(http: HttpRequest, path: string, document: Document): HttpResponse {
  const vary = { vary: "Accept" };
  if (!accepts(http, ["json"])) return { status: 406, headers: vary };
  const { text, hash } = document.content();
  const headers = { ...vary, etag: `"${hash}"`, "content-type": "application/json" };
  const wanted = queryOf(http.url).get("hash");
  if (wanted !== null && wanted !== hash)
    return { status: 301, headers: { ...headers, location: `${path}?hash=${hash}` } };
  const cache = wanted === null ? {} : { "cache-control": `public, immutable, max-age=${YEAR_SECONDS}` };
  if (textOf(http.headers["if-none-match"]) === `"${hash}"`)
    return { status: 304, headers: { ...vary, ...cache, etag: `"${hash}"` } };
  return { status: 200, headers: { ...headers, ...cache }, body: text };
}

/** `swagger: "2.0"` as protobuf: field 1 of the document. */
const SWAGGER_PROTOBUF = Buffer.from([0x0a, 0x03, 0x32, 0x2e, 0x30]);

/**
 * OpenAPI v2 without paths and definitions: kubectl 1.27 and 1.28 insist on a document, but read version 3 when it is there.
 */
function swagger(http: HttpRequest): HttpResponse {
  const vary = { vary: "Accept-Encoding, Accept" };
  const protobuf = ["com.github.proto-openapi.spec.v2@v1.0+protobuf", "com.github.proto-openapi.spec.v2.v1.0+protobuf"];
  if (accepts(http, protobuf) && textOf(http.headers["accept"]) !== "") {
    const type = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    return {
      status: 200,
      headers: { ...vary, "content-type": type, etag: `"${hashOf(SWAGGER_PROTOBUF)}"` },
      body: SWAGGER_PROTOBUF,
    };
  }
  if (!accepts(http, ["json"])) return { status: 406, headers: vary };
  const body = JSON.stringify({
    swagger: "2.0",
    info: { title: "Kubernetes", version: "" },
    paths: {},
    definitions: {},
  });
  return { status: 200, headers: { ...vary, "content-type": "application/json", etag: `"${hashOf(body)}"` }, body };
}

/** Whether one of these subtypes of `application` will do; no header: anything will. */
function accepts(http: HttpRequest, subtypes: readonly string[]): boolean {
  const header = textOf(http.headers["accept"]);
  if (header === "") return true;
  return parseAccept(header).some(
    ({ type, subtype }) =>
      (type === "*" && subtypes.includes("json")) ||
      (type === "application" && (subtypes.includes(subtype) || (subtype === "*" && subtypes.includes("json")))),
  );
}

function hashOf(content: string | Uint8Array): string {
  return createHash("sha512").update(content).digest("hex").toUpperCase();
}
