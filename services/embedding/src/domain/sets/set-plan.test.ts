import { describe, expect, test } from 'vitest';
import { CUTTING, type KnownSet, type SetState, stepsOf } from './set-plan.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const OWN = { model: 'new', dimension: 3 };
const set = (number: number, state: SetState, more: Partial<KnownSet> = {}): KnownSet => ({
  number,
  state,
  ...OWN,
  cutting: CUTTING,
  isFrozen: false,
  since: NOW,
  ...more,
});
const told = (sets: KnownSet[], own: typeof OWN | null = OWN, now = NOW) =>
  stepsOf(sets, own, now).map((step) => (step.kind === 'create' ? `create ${step.state}` : `${step.kind} ${step.set.number}`));

test('the first set is read from the start', () => expect(told([])).toEqual(['create current']));
test('a set as it is wanted is left alone', () => expect(told([set(1, 'current')])).toEqual([]));

describe('a new set is built beside the one that is read where', () => {
  test.each([
    ['the model is another', { model: 'old' }, ['freeze 1', 'create building']],
    ['the dimension is another', { dimension: 4 }, ['freeze 1', 'create building']],
    ['texts are cut in another way', { cutting: 1 }, ['create building']],
    ['the one that is read missed something', { isFrozen: true }, ['create building']],
  ])('%s', (_, more, steps) => expect(told([set(1, 'current', more)])).toEqual(steps));
});

test('what is built is switched to, and given up when the settings ask for another', () => {
  expect(told([set(1, 'current', { model: 'old', isFrozen: true }), set(2, 'building')])).toEqual(['switch 2']);
  expect(told([set(1, 'current'), set(2, 'building', { model: 'tried', isFrozen: true })])).toEqual(['close 2']);
});

test('nothing is built while nobody says in which space', () => expect(told([set(1, 'current', { model: 'old' })], null)).toEqual([]));

test('a retired set is closed after a while, then dropped', () => {
  const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
  const sets = [set(1, 'retired'), set(2, 'closing'), set(3, 'current')];
  expect(told(sets, OWN, later(10))).toEqual([]);
  expect(told(sets, OWN, later(40))).toEqual(['drop 2']);
  expect(told(sets, OWN, later(70))).toEqual(['close 1', 'drop 2']);
});
