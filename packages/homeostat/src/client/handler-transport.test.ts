import { expect, test } from "vitest";
import type { HttpRequest, HttpStream } from "#http/handler.ts";
import { BodyTooLargeError } from "#http/handler.ts";
import { createFakeClock } from "#std/fake-clock.ts";
import { createHandlerTransport } from "./handler-transport.ts";

const get = { method: "GET", path: "/x", headers: { accept: "a" } };

test("the handler sees the request as a server would give it", async () => {
  let seen: HttpRequest | undefined;
  const transport = createHandlerTransport(
    async (request) => {
      seen = request;
      await expect(request.readBody(2)).rejects.toThrow(BodyTooLargeError);
      return { status: 201, headers: { a: "b" }, body: await request.readBody(3) };
    },
    { peer: { commonName: "alice", organizations: [] }, headers: { authorization: "Bearer t" } },
  );
  const response = await transport.send({ ...get, method: "POST", body: "abc" });
  expect(seen).toMatchObject({
    method: "POST",
    url: "/x",
    headers: { accept: "a", authorization: "Bearer t" },
    peer: { commonName: "alice" },
  });
  expect([response.status, response.headers["a"], (await response.readBody()).toString()]).toEqual([201, "b", "abc"]);
});

test("a handler that throws is an answer of 500", async () => {
  const transport = createHandlerTransport(() => {
    throw new Error("bug");
  });
  expect((await transport.send(get)).status).toBe(500);
});

test("a stream counts what is not yet read, and fails the reader who lets too much wait", async () => {
  const streams: HttpStream[] = [];
  const transport = createHandlerTransport(() => ({ status: 200, body: (stream) => streams.push(stream) }), {
    maxBufferedBytes: 10,
  });
  const iterator = (await transport.send(get)).chunks()[Symbol.asyncIterator]();
  const [stream] = streams;
  stream?.write("12345");
  stream?.write(Buffer.from("67890"));
  expect(stream?.bufferedBytes).toBe(10);
  await iterator.next();
  expect(stream?.bufferedBytes).toBe(5);
  stream?.write("too much");
  expect(stream?.signal.aborted).toBe(true);
  await expect(iterator.next()).rejects.toMatchObject({ code: "ETOOLARGE" });
});

test("what was written before the end is read to the end", async () => {
  const transport = createHandlerTransport(() => ({
    status: 200,
    body: (stream) => {
      stream.write("a");
      stream.write("b");
      stream.end();
      stream.write("ignored");
    },
  }));
  expect((await (await transport.send(get)).readBody()).toString()).toBe("ab");
});

test("close and the deadline end what is running, and leave no timer", async () => {
  const clock = createFakeClock();
  const transport = createHandlerTransport(() => new Promise(() => undefined), { clock });
  const late = transport.send({ ...get, timeoutMs: 50 }).catch((error: unknown) => error);
  const closed = transport.send(get).catch((error: unknown) => error);
  await clock.advance(50);
  expect(await late).toMatchObject({ code: "ETIMEDOUT", message: "GET /x: in-process did not answer within 50 ms" });
  await transport.close();
  expect(await closed).toMatchObject({ code: "ECONNABORTED" });
  await expect(transport.send(get)).rejects.toThrow("the transport to in-process is closed");
  expect(clock.nextDueMs()).toBeUndefined();
});
