import { isApiError } from "#client/api-error.ts";
import type { Client } from "#client/client.ts";
import { errorText } from "#observe/log-fields.ts";
import type { Logger } from "#observe/logger.ts";
import type { Clock } from "#std/clock.ts";
import type { Random } from "#std/random.ts";
import { Event, type EventObject } from "./event.ts";
import type { SeriesOutput } from "./event-series.ts";

/** What sending one event needs. */
export interface SendContext {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** From then on nothing is tried again. */
  readonly stopping: AbortSignal;
}

/** Sends an event, again while the API server cannot be reached: 12 tries, about 10 s apart. Never rejects. */
export async function sendEvent(output: SeriesOutput, context: SendContext): Promise<void> {
  const { clock, random, log, signal, stopping } = context;
  for (let tries = 1; ; tries++) {
    try {
      return await write(output, context);
    } catch (error) {
      const { regarding, reason } = output.event;
      if (isApiError(error)) return logRefusal(error, context, output.event);
      if (tries >= MAX_TRIES || stopping.aborted || signal.aborted) {
        return log.warn("Unable to send an event; it is lost", { error: errorText(error), regarding, reason, tries });
      }
    }
    const delayMs = RETRY_MS * (0.75 + 0.5 * random.next());
    await clock.sleep(delayMs, AbortSignal.any([signal, stopping])).catch(() => undefined);
  }
}

const MAX_TRIES = 12;
const RETRY_MS = 10_000;

async function write({ type, event }: SeriesOutput, { client, signal }: SendContext): Promise<void> {
  if (type === "update" && (await updateSeries(event, client, signal))) return;
  try {
    await client.create(Event, event, { signal });
  } catch (error) {
    if (!isApiError(error, "AlreadyExists")) throw error;
  }
}

/** False when the event is not there (any more) and has to be created. */
async function updateSeries(event: EventObject, client: Client, signal: AbortSignal): Promise<boolean> {
  const { name = "", namespace = "" } = event.metadata ?? {};
  try {
    await client.patch(Event, { namespace, name }, { type: "merge", patch: { series: event.series } }, { signal });
    return true;
  } catch (error) {
    if (!isApiError(error, "NotFound")) throw error;
    return false;
  }
}

function logRefusal(error: Error, { log }: SendContext, event: EventObject): void {
  const { regarding, reason } = event;
  if (isApiError(error, "Forbidden")) {
    const rule = "create and patch on events in API group events.k8s.io";
    log.warn(`An event was refused. Events need this RBAC rule: ${rule}`, {
      error: errorText(error),
      regarding,
      reason,
    });
  } else {
    log.warn("The API server refused an event", { error: errorText(error), regarding, reason });
  }
}
