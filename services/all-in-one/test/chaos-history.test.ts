import { expect, test } from 'vitest';
import { checkApplied, checkLog, checkOrder, isClean, type Observed } from '../chaos/history.ts';

const record = (sequence: number, eventId = `e${sequence}`, subject = 's'): Observed => ({
  topic: 't',
  key: 'k',
  subject,
  eventId,
  sequence,
});

test('what was acknowledged is applied once', () => {
  expect(isClean(checkApplied(['a', 'b'], ['b', 'a']))).toBe(true);
  expect(checkApplied(['a', 'b', 'c'], ['a', 'b', 'b'])).toMatchObject({ lost: ['c'], twice: ['b'] });
});

test('the order of a key', () => {
  const applied = [
    { key: 'k', n: 1 },
    { key: 'l', n: 1 },
    { key: 'k', n: 3 },
    { key: 'k', n: 2 },
  ];
  expect(checkOrder(applied).disordered).toEqual(['k:2']);
});

test('a repeat on the wire is allowed, a second event in its place is not', () => {
  expect(isClean(checkLog([record(1), record(2), record(1), record(2), record(3)], true))).toBe(true);
  expect(checkLog([record(1), record(1, 'another')], true).twice).toEqual(['t/k/s#1']);
});

test('a gap, an overtaken event, and an old state at the end', () => {
  expect(checkLog([record(1), record(3)], false).lost).toEqual(['t/k/s#2']);
  expect(checkLog([record(1), record(3), record(2)], false).disordered).toEqual(['t/k/s#2']);
  const zombie = checkLog([record(1), record(2), record(1)], true);
  expect(zombie.stale).toEqual(['t/k/s#2']);
  expect(isClean(zombie)).toBe(false);
});
