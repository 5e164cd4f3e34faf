import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { ClusterConfig } from "#kubeconfig/cluster-config.ts";

/** A server's URL, taken apart. */
export interface Target {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** As it stands in errors. */
  readonly host: string;
  /** Path of the server's URL, for servers behind a shared address. */
  readonly prefix: string;
  readonly request: typeof requestHttps | typeof requestHttp;
}

/** Takes the server's URL apart; throws when it cannot be used. */
export function targetOf(config: ClusterConfig): Target {
  const where = config.origin === undefined ? "" : ` (from ${config.origin})`;
  if (!URL.canParse(config.server)) {
    throw new Error(`the server "${config.server}"${where} is not a URL; it should look like https://host:6443`);
  }
  const url = new URL(config.server);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new Error(`the server "${config.server}"${where} has the scheme ${url.protocol}; use https: or http:`);
  }
  if (config.proxyUrl !== undefined) {
    throw new Error(
      `the cluster ${config.server}${where} sets proxy-url ${config.proxyUrl}: proxies are not supported; ` +
        `remove proxy-url and reach the server directly, or forward a local port to it`,
    );
  }
  const secure = url.protocol === "https:";
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  return {
    secure,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port,
    host: `${url.hostname}:${port}`,
    prefix: url.pathname.replace(/\/+$/, ""),
    request: secure ? requestHttps : requestHttp,
  };
}
