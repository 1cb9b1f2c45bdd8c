import { createRequire } from 'node:module';
import { afterEach, expect, it, vi } from 'vitest';
import './kafka-client.ts';

// The patch reaches into kafkajs: these fail when another version no longer fits it.
const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');

function createQueue() {
  const logger = { debug: () => undefined, warn: () => undefined };
  return new RequestQueue({
    maxInFlightRequests: null,
    requestTimeout: 1_000,
    clientId: 'c',
    broker: 'b:1',
    logger,
    isConnected: () => true,
  });
}

afterEach(() => vi.useRealTimers());

it('arms no timer while nothing waits', () => {
  vi.useFakeTimers();
  const queue = createQueue();
  queue.checkPendingRequests();
  queue.scheduleCheckPendingRequests();
  expect(vi.getTimerCount()).toBe(0);
});

it('still sends what waits for the end of a throttle', () => {
  vi.useFakeTimers();
  const queue = createQueue();
  queue.maybeThrottle(500);
  const sent: unknown[] = [];
  queue.push({
    entry: { correlationId: 1 },
    expectResponse: true,
    requestTimeout: 1_000,
    sendRequest: () => sent.push(1),
    timeout: () => undefined,
  });
  vi.advanceTimersByTime(400);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(sent).toEqual([1]);
});
