/** For tests of controllers: time and chance under control, and networks that fail. */
export { systemClock, type Clock, type Timer } from "#std/clock.ts";
export { createFakeClock, type FakeClock } from "#std/fake-clock.ts";
export { createSeededRandom, type Random } from "#std/random.ts";
export { eventually, type EventuallyOptions } from "./eventually.ts";
export {
  createFaultyTransport,
  type Fault,
  type FaultRule,
  type FaultyTransport,
  type FaultyTransportOptions,
} from "./faulty-transport.ts";
