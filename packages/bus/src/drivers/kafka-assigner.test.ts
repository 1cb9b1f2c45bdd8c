import { expect, it } from 'vitest';
import { assignLanes, type ClaimedTopic, type LaneClaim } from './kafka-assigner.ts';

const customer = (name: string, partitions = 12): ClaimedTopic => ({ name, keyspace: 'customer', partitions });
const document = (name: string, partitions = 12): ClaimedTopic => ({ name, keyspace: 'document', partitions });
const claim = (topics: ClaimedTopic[], held: string[] = []): LaneClaim => ({ topics, held });
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const assign = (claims: Record<string, LaneClaim>): Record<string, Record<string, number[]>> =>
  Object.fromEntries(assignLanes(new Map(Object.entries(claims))));

it('gives one member everything', () => {
  const topics = [customer('a'), customer('b', 3), document('d', 1)];
  expect(assign({ one: claim(topics) })).toEqual({ one: { a: range(12), b: range(3), d: [0] } });
});

it.each([2, 3, 5, 12, 13])('shares the lanes among %i members evenly, a lane of all topics to one', (count) => {
  const topics = [customer('a'), customer('b')];
  const result = assign(Object.fromEntries(range(count).map((i) => [`m${i}`, claim(topics)])));
  const sizes = Object.values(result).map(({ a }) => a?.length ?? 0);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  expect(
    Object.values(result)
      .flatMap(({ a }) => a ?? [])
      .sort((x, y) => x - y),
  ).toEqual(range(12));
  for (const { a, b } of Object.values(result)) expect(b).toEqual(a);
});

it('moves no more lanes than a new member must get, and none when it leaves again', () => {
  const topics = [customer('a')];
  const lanes = (result: Record<string, Record<string, number[]>>, id: string): string[] =>
    (result[id]?.a ?? []).map((partition) => `customer-${partition}`);
  const two = assign({ x: claim(topics), y: claim(topics) });
  const three = assign({ x: claim(topics, lanes(two, 'x')), y: claim(topics, lanes(two, 'y')), a: claim(topics) });
  for (const id of ['x', 'y']) {
    expect(lanes(three, id)).toHaveLength(4);
    expect(lanes(two, id)).toEqual(expect.arrayContaining(lanes(three, id)));
  }
  const again = assign({ x: claim(topics, lanes(three, 'x')), y: claim(topics, lanes(three, 'y')) });
  for (const id of ['x', 'y']) expect(lanes(again, id)).toEqual(expect.arrayContaining(lanes(three, id)));
});

it('gives a lane that two say they had to one of them', () => {
  const topics = [customer('a', 2)];
  const result = assign({ x: claim(topics, ['customer-0', 'customer-1']), y: claim(topics, ['customer-0', 'customer-1']) });
  expect(result).toEqual({ x: { a: [0] }, y: { a: [1] } });
});

it('evens out keyspaces that do not divide', () => {
  const topics = [customer('a', 1), document('d', 1)];
  const result = assign({ x: claim(topics), y: claim(topics) });
  expect(Object.values(result).map((assignment) => Object.keys(assignment).length)).toEqual([1, 1]);
});

it('gives the lanes to the version that knows all topics, so that each has one owner', () => {
  const result = assign({ old: claim([customer('a')], ['customer-0']), new: claim([customer('a'), customer('b')]) });
  expect(result).toEqual({ old: {}, new: { a: range(12), b: range(12) } });
});
