import type { Bus, SharedSubscription, Subscription } from '@munshi/bus/bus';
import { expect, test, vi } from 'vitest';
import { subscribeAfter } from './late-bus.ts';

function recorded(subscribe?: () => Promise<Subscription>) {
  const stop = vi.fn(async () => {});
  const subscribed = vi.fn(subscribe ?? (async () => ({ lanes: () => [], waitingSince: () => null, stop })));
  const begin = Promise.withResolvers<void>();
  const onCrash = vi.fn();
  const bus = subscribeAfter(begin.promise, { subscribe: subscribed } as unknown as Bus);
  const subscription = { group: 'g', topics: [], onBatch: async () => {}, onCrash } as SharedSubscription;
  return { bus, subscription, begin, subscribed, stop, onCrash };
}

test('subscribes when it may begin, and stops what it subscribed', async () => {
  const { bus, subscription, begin, subscribed, stop } = recorded();
  const late = await bus.subscribe(subscription);
  expect(late.lanes()).toEqual([]);
  expect(subscribed).not.toHaveBeenCalled();
  begin.resolve();
  await vi.waitFor(() => expect(subscribed).toHaveBeenCalledWith(subscription));
  await late.stop();
  await late.stop();
  expect(stop).toHaveBeenCalledOnce();
});

test('stopped before it began, it never subscribes', async () => {
  const { bus, subscription, begin, subscribed } = recorded();
  const late = await bus.subscribe(subscription);
  await late.stop();
  begin.resolve();
  await begin.promise;
  expect(subscribed).not.toHaveBeenCalled();
});

test('a subscription that fails ends the process, as it would at the start', async () => {
  const { bus, subscription, begin, onCrash } = recorded(() => Promise.reject(new Error('no topics')));
  await bus.subscribe(subscription);
  begin.resolve();
  await vi.waitFor(() => expect(onCrash).toHaveBeenCalledWith(expect.objectContaining({ message: 'no topics' })));
});
