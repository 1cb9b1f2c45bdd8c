import { describe, expect, test } from 'vitest';
import { createRequestGate, durationMs } from './request-gate.ts';

const never = new AbortController().signal;
const request = (tokens: number, left = 1) => ({ texts: 1, tokens, call: { left } });
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  const late = Symbol('late');
  return (await Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 30, late))])) !== late;
};
const headers = (remaining: string, reset: string): Headers =>
  new Headers({ 'x-ratelimit-remaining-requests': remaining, 'x-ratelimit-reset-requests': reset });

describe('a request gate', () => {
  test('lets eight through at once, and the ninth when one is done', async () => {
    const gate = createRequestGate(1_000);
    const leave = await Promise.all(Array.from({ length: 8 }, () => gate.enter(request(1), never)));
    const ninth = gate.enter(request(1), never);
    expect(await settled(ninth)).toBe(false);
    leave[0]?.();
    leave[0]?.();
    expect(await settled(ninth)).toBe(true);
    expect(await settled(gate.enter(request(1), never))).toBe(false);
  });

  test('halves what it lets through when it was too much, and pauses', async () => {
    const gate = createRequestGate(100);
    gate.told({ headers: undefined, limited: { retryAfterMs: 90_000 } });
    const first = gate.enter(request(1), never);
    expect(await settled(first)).toBe(false);
    await first;
    await Promise.all(Array.from({ length: 3 }, () => gate.enter(request(1), never)));
    expect(await settled(gate.enter(request(1), never))).toBe(false);
  });

  test('sends nothing beyond the budget until it is filled again', async () => {
    const gate = createRequestGate(1_000);
    gate.told({ headers: headers('1', '200ms'), limited: null });
    await gate.enter(request(1), never);
    const second = gate.enter(request(1), never);
    expect(await settled(second)).toBe(false);
    await second;
  });

  test('counts tokens as well as requests', async () => {
    const gate = createRequestGate(1_000);
    gate.told({ headers: new Headers({ 'x-ratelimit-remaining-tokens': '100', 'x-ratelimit-reset-tokens': '1m' }), limited: null });
    await gate.enter(request(60), never);
    expect(await settled(gate.enter(request(60), never))).toBe(false);
    expect(await settled(gate.enter(request(40), never))).toBe(true);
  });

  test('finishes one call before it begins another, and lets a question pass', async () => {
    const gate = createRequestGate(1_000);
    const leave = await Promise.all(Array.from({ length: 8 }, () => gate.enter(request(1), never)));
    const order: string[] = [];
    const send = async (name: string, call: { left: number }): Promise<void> => {
      const done = await gate.enter({ texts: 1, tokens: 1, call }, never);
      order.push(name);
      done();
    };
    const [one, other] = [{ left: 3 }, { left: 3 }];
    const sent = [...[1, 2, 3].flatMap(() => [send('one', one), send('other', other)]), send('question', { left: 1 })];
    leave[0]?.();
    await Promise.all(sent);
    expect(order).toEqual(['question', 'one', 'one', 'one', 'other', 'other', 'other']);
  });

  test('ends a wait with the reason of its abort', async () => {
    const gate = createRequestGate(60_000);
    gate.told({ headers: undefined, limited: { retryAfterMs: 60_000 } });
    const caller = new AbortController();
    const waiting = gate.enter(request(1), caller.signal);
    const reason = new Error('gone');
    caller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});

test.each([
  ['1s', 1_000],
  ['6m0s', 360_000],
  ['20ms', 20],
  ['1h2m3.5s', 3_723_500],
  ['7', 7_000],
  ['', null],
  ['soon', null],
])('a reset of %j is %j ms', (text, ms) => expect(durationMs(text)).toBe(ms));
