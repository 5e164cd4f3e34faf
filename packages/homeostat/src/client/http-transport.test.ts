import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { HttpHandler } from "#http/handler.ts";
import { type HttpServer, serve, type TlsOptions } from "#http/serve.ts";
import type { ClusterConfig, Credentials } from "#kubeconfig/cluster-config.ts";
import { silentLogger } from "#observe/logger.ts";
import { createFakeClock } from "#std/fake-clock.ts";
import { createHttpTransport } from "./http-transport.ts";
import type { Transport } from "./transport.ts";
import { isTransportError } from "./transport.ts";

const pem = (name: string): string => readFileSync(new URL(`../http/testdata/${name}`, import.meta.url), "utf8");
const tls: TlsOptions = {
  key: pem("server.key"),
  cert: pem("server.crt"),
  ca: pem("ca.crt"),
  requestClientCertificate: true,
};
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(handler: HttpHandler, secure: boolean): Promise<HttpServer> {
  const server = await serve(handler, { host: "127.0.0.1", port: 0, log: silentLogger, ...(secure ? { tls } : {}) });
  open.push(() => server.close(0));
  return server;
}

function connect(config: ClusterConfig, options: Parameters<typeof createHttpTransport>[1] = {}): Transport {
  const transport = createHttpTransport(config, options);
  open.push(() => transport.close());
  return transport;
}

const plain = (server: HttpServer): ClusterConfig => ({ server: `http://127.0.0.1:${server.port}/` });
const secure = (server: HttpServer): ClusterConfig => ({
  server: `https://127.0.0.1:${server.port}`,
  ca: pem("ca.crt"),
});
const get = { method: "GET", path: "/x?a=b", headers: {} };

describe.each([
  ["http", false],
  ["https", true],
])("over %s", (_name, isSecure) => {
  test("bodies go both ways and connections are used again", async () => {
    const server = await start(async (request) => {
      const body = await request.readBody(1000);
      return {
        status: 201,
        headers: { "x-list": ["a", "b"] },
        body: `${request.method} ${request.url} ${body.toString()}`,
      };
    }, isSecure);
    const transport = connect(isSecure ? secure(server) : plain(server));
    for (let round = 0; round < 3; round++) {
      const response = await transport.send({ method: "POST", path: "/x?a=b", headers: {}, body: `höme${round}` });
      expect(response.status).toBe(201);
      expect((await response.readBody()).toString()).toBe(`POST /x?a=b höme${round}`);
    }
  });

  test("a stream arrives as it is written, and leaving it tells the server", async () => {
    let gone: Promise<unknown> = Promise.resolve();
    const server = await start(
      () => ({
        status: 200,
        body: (stream) => {
          gone = new Promise((resolve) => stream.signal.addEventListener("abort", resolve));
          stream.flushHeaders();
          stream.write("one\n");
          stream.write(Buffer.from("two\n"));
        },
      }),
      isSecure,
    );
    const transport = connect(isSecure ? secure(server) : plain(server));
    const response = await transport.send(get);
    let text = "";
    for await (const chunk of response.chunks()) {
      text += Buffer.from(chunk).toString();
      if (text.length === 8) break;
    }
    expect(text).toBe("one\ntwo\n");
    await gone;
  });

  test("a reader that is slower than the server gets the whole stream in order", async () => {
    const numbers = Uint32Array.from({ length: 1_000_000 }, (_, index) => index);
    const server = await start(
      (request) => ({ status: 200, body: request.url === "/other" ? "ok" : Buffer.from(numbers.buffer) }),
      isSecure,
    );
    const transport = connect(isSecure ? secure(server) : plain(server));
    const response = await transport.send(get);
    const parts: Uint8Array[] = [];
    for await (const chunk of response.chunks()) {
      parts.push(chunk);
      await (await transport.send({ ...get, path: "/other" })).readBody();
    }
    expect(Buffer.concat(parts).equals(Buffer.from(numbers.buffer))).toBe(true);
  });

  test("an abort ends the request, and a stream, with its reason", async () => {
    const server = await start(
      (request) =>
        request.url === "/never"
          ? new Promise(() => undefined)
          : { status: 200, body: (stream) => stream.write("first") },
      isSecure,
    );
    const transport = connect(isSecure ? secure(server) : plain(server));
    const controller = new AbortController();
    const never = expect(transport.send({ ...get, path: "/never", signal: controller.signal })).rejects.toThrow(
      "enough",
    );
    const response = await transport.send({ ...get, signal: controller.signal });
    const read = async (): Promise<void> => {
      for await (const chunk of response.chunks()) {
        expect(Buffer.from(chunk).toString()).toBe("first");
        controller.abort(new Error("enough"));
      }
    };
    await expect(read()).rejects.toThrow("enough");
    await never;
  });
});

test("the server sees the name and the groups of a client certificate", async () => {
  const server = await start((request) => ({ status: 200, body: JSON.stringify(request.peer ?? "nobody") }), true);
  const ask = async (config: Partial<ClusterConfig>): Promise<string> =>
    (await (await connect({ ...secure(server), ...config }).send(get)).readBody()).toString();
  const alice = { clientCertificate: pem("client.crt"), clientKey: pem("client.key") };
  expect(JSON.parse(await ask(alice))).toEqual({ commonName: "alice", organizations: ["team-a", "team-b"] });
  expect(await ask({})).toBe('"nobody"');
  expect(await ask({ clientCertificate: pem("other.crt"), clientKey: pem("other.key") })).toBe('"nobody"');
});

test("who we are is sent with each request", async () => {
  const server = await start((request) => ({ status: 200, body: JSON.stringify(request.headers) }), false);
  const headers = async (config: Partial<ClusterConfig>): Promise<Record<string, unknown>> =>
    JSON.parse((await (await connect({ ...plain(server), ...config }).send(get)).readBody()).toString());
  expect(await headers({ token: "t" })).toMatchObject({ authorization: "Bearer t" });
  expect(await headers({ username: "u", password: "p" })).toMatchObject({ authorization: "Basic dTpw" });
  expect(await headers({ impersonate: { user: "bob", groups: ["a", "b"], extra: { "x/y": ["1"] } } })).toMatchObject({
    "impersonate-user": "bob",
    "impersonate-group": "a, b",
    "impersonate-extra-x%2fy": "1",
  });
});

test("credentials that the server refuses are fetched anew, once", async () => {
  const seen: unknown[] = [];
  const server = await start((request) => {
    seen.push(request.headers["authorization"]);
    return { status: request.headers["authorization"] === "Bearer new" ? 200 : 401 };
  }, false);
  const tokens = ["old", "new"];
  const refused: Credentials[] = [];
  const credentials = {
    get: () => Promise.resolve({ token: tokens[0] ?? "" }),
    invalidate: (bad: Credentials) => {
      refused.push(bad);
      tokens.shift();
    },
  };
  const response = await connect({ ...plain(server), credentials }).send(get);
  expect(response.status).toBe(200);
  expect(seen).toEqual(["Bearer old", "Bearer new"]);
  expect(refused).toEqual([{ token: "old" }]);
});

test("a read on a kept connection that the server has just closed is sent again", async () => {
  let connections = 0;
  const sockets = new Set<Socket>();
  const answerText = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  const raw = createServer((socket) => {
    connections++;
    sockets.add(socket);
    let requests = 0;
    socket.on("error", () => undefined);
    socket.on("data", () => {
      requests++;
      if (requests === 1) socket.write(answerText);
      else socket.destroy();
    });
  });
  await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => raw.close(resolve));
  });
  const address = raw.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const transport = connect({ server: `http://127.0.0.1:${port}` });
  for (let round = 0; round < 3; round++) {
    expect((await (await transport.send(get)).readBody()).toString()).toBe("ok");
    // The socket returns to the agent in the turn after the answer's end.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(connections).toBe(3);
  await expect(transport.send({ ...get, method: "POST", body: "{}" })).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("no answer within the deadline is an error", async () => {
  const clock = createFakeClock();
  let onAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (onAsked = resolve));
  const server = await start(() => {
    onAsked();
    return new Promise(() => undefined);
  }, false);
  const transport = connect(plain(server), { clock });
  const failing = transport.send({ ...get, timeoutMs: 100 }).catch((error: unknown) => error);
  await asked;
  await clock.advance(100);
  expect(await failing).toMatchObject({
    code: "ETIMEDOUT",
    message: expect.stringMatching(/GET \/x\?a=b: 127.0.0.1:\d+ did not answer within 100 ms/),
  });
});

test("a body beyond the limit is refused", async () => {
  const server = await start(() => ({ status: 200, body: "x".repeat(2000) }), false);
  const response = await connect(plain(server), { maxBodyBytes: 1000 }).send(get);
  await expect(response.readBody()).rejects.toThrow("the answer is larger than 1000 bytes; list in pages");
});

test("a failed connection says with whom, why and what to do", async () => {
  const server = await start(() => ({ status: 200 }), true);
  const origin = "/home/u/.kube/config";
  const fails = async (config: ClusterConfig): Promise<string> => {
    const error = await connect({ ...config, origin })
      .send(get)
      .catch((thrown: unknown) => thrown);
    expect(isTransportError(error)).toBe(true);
    return error instanceof Error ? error.message.replaceAll(String(server.port), "PORT") : "";
  };
  expect(await fails({ ...secure(server), ca: pem("other.crt") })).toMatch(
    /^GET \/x\?a=b: the certificate of 127.0.0.1:PORT is not signed by a trusted authority .* check certificate-authority\(-data\) in \/home/,
  );
  expect(await fails({ ...secure(server), tlsServerName: "elsewhere" })).toMatch(
    /is for other names .* set tls-server-name/,
  );
  expect(await fails({ server: `http://127.0.0.1:${server.port}` })).toMatch(
    /closed the connection|does not answer in HTTP/,
  );
  const stopped = await serve(() => ({ status: 200 }), { host: "127.0.0.1", port: 0, log: silentLogger });
  await stopped.close(0);
  expect(await fails(plain(stopped))).toMatch(
    /nothing listens on 127.0.0.1:\d+; start the cluster, or correct the server http/,
  );
});

test("a configuration that cannot work is refused at once", () => {
  const server = "https://127.0.0.1:1";
  expect(() => createHttpTransport({ server: "localhost" })).toThrow(/is not a URL; it should look like https:/);
  expect(() => createHttpTransport({ server: "ftp://x" })).toThrow(/has the scheme ftp:; use https: or http:/);
  expect(() => createHttpTransport({ server, proxyUrl: "http://p:1" })).toThrow(
    /sets proxy-url http:\/\/p:1: proxies are not/,
  );
  expect(() => createHttpTransport({ server, clientKey: pem("client.key") })).toThrow(/are needed together/);
  expect(() => createHttpTransport({ server, ca: "-----BEGIN CERTIFICATE-----\nxx" })).toThrow(/cannot be used/);
});
