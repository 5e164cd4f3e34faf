import { readFileSync } from "node:fs";
import { Agent, type IncomingMessage, request, type RequestOptions } from "node:http";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { silentLogger } from "#observe/logger.ts";
import { createFakeClock } from "#std/fake-clock.ts";
import { BodyTooLargeError, type HttpHandler, type HttpRequest, type HttpStream } from "./handler.ts";
import { type HttpServer, serve, type ServeOptions } from "./serve.ts";

const pem = (name: string): string => readFileSync(new URL(`testdata/${name}`, import.meta.url), "utf8");
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(handler: HttpHandler, options: Partial<ServeOptions> = {}): Promise<HttpServer> {
  const server = await serve(handler, { host: "127.0.0.1", port: 0, log: silentLogger, ...options });
  open.push(() => server.close(0));
  return server;
}

function send(server: HttpServer, options: RequestOptions & { body?: string } = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port: server.port, ...options }, resolve);
    outgoing.on("error", reject);
    outgoing.end(options.body);
  });
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of message) text += String(chunk);
  return text;
}

test("a body beyond the limit is refused and the connection is not used again", async () => {
  const server = await start(async (incoming) => {
    const error = await incoming.readBody(5).catch((thrown: unknown) => thrown);
    return { status: error instanceof BodyTooLargeError ? 413 : 200 };
  });
  const agent = new Agent({ keepAlive: true });
  open.push(() => agent.destroy());
  expect((await send(server, { method: "POST", body: "12345", agent })).headers.connection).toBe("keep-alive");
  const refused = await send(server, { method: "POST", body: "123456", agent });
  expect([refused.statusCode, refused.headers.connection]).toEqual([413, "close"]);
  const chunked = await send(server, { method: "POST", body: "1234567", headers: { "transfer-encoding": "chunked" } });
  expect(chunked.statusCode).toBe(413);
});

test("a handler that rejects is an answer of 500 and a line in the log", async () => {
  const logged: unknown[] = [];
  const log = { ...silentLogger, error: (error: unknown) => void logged.push(error) };
  const server = await start(() => Promise.reject(new Error("bug")), { log });
  expect((await send(server)).statusCode).toBe(500);
  expect(logged).toEqual([new Error("bug")]);
});

test("a port in use is Node's own error", async () => {
  const { port } = await start(() => ({ status: 200 }));
  await expect(start(() => ({ status: 200 }), { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("writes of one turn are one chunk, and a stream counts what the network has not taken", async () => {
  let stream: HttpStream | undefined;
  const server = await start(() => ({
    status: 200,
    body: (opened) => {
      stream = opened;
      for (const part of ["a", "b", "c"]) opened.write(part);
    },
  }));
  const message = await send(server);
  const first = await new Promise((resolve) => message.once("data", resolve));
  expect(String(first)).toBe("abc");
  message.pause();
  for (let count = 0; count < 64; count++) stream?.write(Buffer.alloc(1024 * 1024));
  expect(stream?.bufferedBytes).toBeGreaterThan(32 * 1024 * 1024);
  message.destroy();
});

test("close ends streams at once, lets requests finish within the grace time, and refuses new ones", async () => {
  const clock = createFakeClock();
  const arrived: HttpRequest[] = [];
  let finish: () => void = () => undefined;
  let onBoth: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (onBoth = resolve));
  const server = await start(
    (incoming) => {
      arrived.push(incoming);
      if (arrived.length === 2) onBoth();
      if (incoming.url === "/watch") return { status: 200, body: (stream) => stream.write("x") };
      if (incoming.url === "/never") return new Promise(() => undefined);
      return new Promise((resolve) => (finish = () => resolve({ status: 200, body: "done" })));
    },
    { clock },
  );
  const watch = await send(server, { path: "/watch" });
  const slow = send(server, { path: "/slow" });
  await both;
  const never = send(server, { path: "/never" }).catch((error: unknown) => error);
  while (arrived.length < 3) await new Promise((resolve) => setImmediate(resolve));
  const closed = server.close(1_000);
  expect(await textOf(watch)).toBe("x");
  await expect(send(server, { agent: false })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  finish();
  const answered = await slow;
  expect([answered.headers.connection, await textOf(answered)]).toEqual(["close", "done"]);
  expect(arrived[2]?.signal.aborted).toBe(false);
  await clock.advance(1_000);
  await closed;
  expect(await never).toMatchObject({ code: "ECONNRESET" });
  expect(arrived[2]?.signal.aborted).toBe(true);
});

test("close does not wait for a connection that never begins to speak TLS", async () => {
  const server = await start(() => ({ status: 200 }), { tls: { key: pem("server.key"), cert: pem("server.crt") } });
  const socket = connect(server.port, "127.0.0.1");
  const ended = new Promise((resolve) => socket.on("close", resolve).on("error", () => undefined));
  await new Promise((resolve) => socket.once("connect", resolve));
  // The server has accepted it when it has answered a later one.
  await new Promise<void>((resolve) => {
    const later = connectTls({ host: "127.0.0.1", port: server.port, rejectUnauthorized: false }, () =>
      resolve(void later.destroy()),
    );
  });
  await server.close(0);
  await ended;
});

test("new certificates are used for new connections", async () => {
  const server = await start(() => ({ status: 200 }), { tls: { key: pem("server.key"), cert: pem("server.crt") } });
  const nameOf = (): Promise<string | undefined> =>
    new Promise((resolve) => {
      const socket = connectTls({ host: "127.0.0.1", port: server.port, rejectUnauthorized: false }, () => {
        const name: unknown = socket.getPeerCertificate().subject.CN;
        resolve(typeof name === "string" ? name : undefined);
        socket.destroy();
      });
    });
  expect(await nameOf()).toBe("test-server");
  server.reloadTls({ key: pem("other.key"), cert: pem("other.crt") });
  expect(await nameOf()).toBe("other-ca");
  expect(() => server.reloadTls({ key: "no", cert: "no" })).toThrow();
  expect(await nameOf()).toBe("other-ca");
});
