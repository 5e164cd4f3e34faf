import type { Transport } from "#client/transport.ts";
import type { MetricsRegistry } from "#observe/metrics.ts";
import type { Clock } from "#std/clock.ts";

/** A transport that counts its requests under client-go's metric names. */
export function meteredTransport(transport: Transport, metrics: MetricsRegistry, clock: Clock): Transport {
  const requests = metrics.counter({
    name: "rest_client_requests_total",
    help: "Number of requests to the API server, by status code, method and host.",
    labels: ["code", "method", "host"],
  });
  const durations = metrics.histogram({
    name: "rest_client_request_duration_seconds",
    help: "Time until the headers of the answer, by method and host.",
    labels: ["verb", "host"],
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60],
  });
  const { host } = transport;
  return {
    host,
    async send(request) {
      const { method } = request;
      const startMs = clock.monotonicMs();
      try {
        const response = await transport.send(request);
        requests.add({ code: String(response.status), method, host });
        return response;
      } catch (error) {
        requests.add({ code: "<error>", method, host });
        throw error;
      } finally {
        durations.observe({ verb: method, host }, (clock.monotonicMs() - startMs) / 1000);
      }
    },
    close: () => transport.close(),
  };
}
