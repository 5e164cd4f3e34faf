import { createHash } from "node:crypto";
import type { HttpRequest, HttpResponse } from "homeostat/internal/http/handler.ts";
import type { Registry } from "#resources/registry.ts";
import { parseAccept } from "./accept.ts";
import { apiGroupDiscoveryList } from "./discovery-aggregated.ts";
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from "./discovery-legacy.ts";
import { createDiscovery, groupVersionOf, perGeneration, type DiscoveredGroup } from "./discovery.ts";
import { encodeValue } from "./encode.ts";
import { methodNotAllowed, unknownResource } from "./errors.ts";
import { negotiate, textOf } from "./negotiation.ts";

/** `/api`, `/apis` and what is below, in the aggregated and in the legacy form. */
export interface DiscoveryEndpoints {
  /** Undefined: not a path of discovery, or of a group that is not served. Throws 404, 405, 406. */
  answer(http: HttpRequest, path: string): HttpResponse | undefined;
  paths(): readonly string[];
}

const AGGREGATED_TYPE = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

export function createDiscoveryEndpoints(registry: Registry): DiscoveryEndpoints {
  const groups = createDiscovery(registry);
  const aggregatedCore = perGeneration(registry, () => aggregatedDocument(groups().filter((one) => one.name === "")));
  const aggregatedOthers = perGeneration(registry, () => aggregatedDocument(groups().filter((one) => one.name !== "")));

  return {
    answer(http, path) {
      const [first, second, third, ...rest] = path.replace(/^\/|\/$/g, "").split("/");
      if (!/^\/apis?(\/|$)/.test(path) || rest.length > 0) return undefined;
      if (first === "api") {
        if (http.method !== "GET") throw methodNotAllowed();
        if (second === undefined) {
          return wantsAggregated(http)
            ? conditional(http, aggregatedCore())
            : legacy(http, apiVersions(textOf(http.headers["host"])));
        }
        return third === undefined ? versionAnswer(http, groups(), ["", second]) : unknown();
      }
      if (second === undefined) {
        return wantsAggregated(http) ? conditional(http, aggregatedOthers()) : legacy(http, apiGroupList(groups()));
      }
      const group = groups().find((one) => one.name === second && second !== "");
      if (group === undefined) return undefined;
      if (http.method !== "GET") throw methodNotAllowed();
      return third === undefined ? legacy(http, apiGroup(group)) : versionAnswer(http, groups(), [second, third]);
    },
    paths: () =>
      ["/api", "/apis", "/apis/"].concat(
        groups().flatMap(({ name, versions }) => {
          const root = name === "" ? "/api" : "/apis";
          const own = versions.map(({ version }) => `${root}/${groupVersionOf(name, version)}`);
          return name === "" ? own : [`${root}/${name}`, ...own];
        }),
      ),
  };
}

function versionAnswer(
  http: HttpRequest,
  groups: readonly DiscoveredGroup[],
  [groupName, versionName]: readonly [string, string],
): HttpResponse | undefined {
  const group = groups.find((one) => one.name === groupName);
  const version = group?.versions.find((one) => one.version === versionName);
  if (version !== undefined) return legacy(http, apiResourceList(groupName, version));
  // Groups of custom resources only are answered by another part of the real server.
  const isCustom = group?.versions.every((one) => one.resources.every((resource) => resource.custom)) ?? false;
  return isCustom ? undefined : unknown();
}

function unknown(): never {
  throw unknownResource();
}

function legacy(http: HttpRequest, body: unknown): HttpResponse {
  return encodeValue(200, body, negotiate(http, { transforms: false }));
}

/** Whether the aggregated form comes before any other that can be had. */
function wantsAggregated(http: HttpRequest): boolean {
  for (const { type, subtype, parameters } of parseAccept(textOf(http.headers["accept"]))) {
    if (type !== "application" || (subtype !== "json" && subtype !== "yaml")) continue;
    const as = parameters.get("as");
    if (as === undefined) return false;
    const matches =
      as === "APIGroupDiscoveryList" && parameters.get("g") === "apidiscovery.k8s.io" && parameters.get("v") === "v2";
    if (matches && subtype === "json") return true;
  }
  return false;
}

interface Document {
  readonly body: string;
  readonly etag: string;
}

function aggregatedDocument(groups: readonly DiscoveredGroup[]): Document {
  const body = `${JSON.stringify(apiGroupDiscoveryList(groups))}\n`;
  return { body, etag: `"${createHash("sha512").update(body).digest("hex").toUpperCase()}"` };
}

function conditional(http: HttpRequest, { body, etag }: Document): HttpResponse {
  const headers = { etag, vary: "Accept", "cache-control": "public" };
  if (textOf(http.headers["if-none-match"]) === etag) return { status: 304, headers };
  return { status: 200, headers: { ...headers, "content-type": AGGREGATED_TYPE }, body };
}
