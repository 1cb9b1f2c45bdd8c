import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPacer } from './pacer.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

async function admitted(pacer: ReturnType<typeof createPacer>, count: number) {
  const ends: (() => void)[] = [];
  for (let i = 0; i < count; i += 1) void pacer.admit().then((end) => ends.push(end));
  await vi.advanceTimersByTimeAsync(0);
  return ends;
}

it('admits as many as it has places, and the next when one has ended', async () => {
  const ends = await admitted(createPacer(2, 150), 3);
  expect(ends).toHaveLength(2);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(ends).toHaveLength(3);
});

it('does not let those that run long hold up others', async () => {
  const ends = await admitted(createPacer(2, 150), 5);
  await vi.advanceTimersByTimeAsync(160);
  expect(ends).toHaveLength(4);
  await vi.advanceTimersByTimeAsync(160);
  expect(ends).toHaveLength(5);
});

it('counts an end once', async () => {
  const ends = await admitted(createPacer(1, 150), 3);
  ends[0]?.();
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(ends).toHaveLength(2);
});
