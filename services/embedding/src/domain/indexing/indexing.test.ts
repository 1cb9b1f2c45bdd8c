import { expect, test } from 'vitest';
import { changesTo, type Indexed, passagesOf, type Wanted } from './indexing.ts';

const wanted = (sequence: number, ...texts: string[]): Wanted => ({
  customerId: null,
  documentId: 'd',
  sequence,
  announcement: null,
  passages: passagesOf(
    'd',
    texts.map((text) => ({ kind: 'document', documentId: 'd', title: 'T', section: '', text })),
  ),
});
/** What the store holds after a change. */
const after = (document: Wanted): Indexed => ({ ...document, passages: changesTo([], [document])[0]?.held ?? [] });
const textsOf = (held: Indexed[], document: Wanted) => {
  const [change] = changesTo(held, [document]);
  return { embedded: change?.fresh.map(({ metadata }) => metadata.text), stale: change?.stale };
};
const idsOf = (document: Wanted) => document.passages.map(({ id }) => id);

test('a new document is embedded', () => {
  expect(textsOf([], wanted(1, 'a', 'b'))).toEqual({ embedded: ['a', 'b'], stale: [] });
});

test('unchanged content is not embedded again', () => {
  expect(textsOf([after(wanted(1, 'a', 'b'))], wanted(2, 'a', 'b'))).toEqual({ embedded: [], stale: [] });
});

test('of a changed document only what changed is embedded, wherever the rest moved to', () => {
  const before = wanted(1, 'a', 'b', 'c');
  const changed = textsOf([after(before)], wanted(2, 'new', 'a', 'c'));
  expect(changed).toEqual({ embedded: ['new'], stale: [idsOf(before)[1]] });
});

test('the same words twice are two passages', () => {
  const ids = idsOf(wanted(1, 'a', 'b', 'a'));
  expect(new Set(ids).size).toBe(3);
  expect(textsOf([after(wanted(1, 'a', 'b', 'a'))], wanted(2, 'a'))).toEqual({ embedded: [], stale: ids.slice(1) });
});

test('other metadata of the same words is written anew', () => {
  const before = wanted(1, 'a');
  const dated = {
    ...wanted(2, 'a'),
    passages: before.passages.map(({ id, metadata }) => ({ id, metadata: { ...metadata, validUntil: '2027-01-01' } })),
  };
  expect(textsOf([after(before)], dated)).toEqual({ embedded: ['a'], stale: [] });
});

test('a shorter version removes the rest, a removal removes all', () => {
  const before = wanted(1, 'a', 'b', 'c');
  expect(textsOf([after(before)], wanted(2, 'a'))).toEqual({ embedded: [], stale: idsOf(before).slice(1) });
  expect(textsOf([after(before)], wanted(2))).toEqual({ embedded: [], stale: idsOf(before) });
});

test('an older version changes nothing, of several the newest counts', () => {
  expect(changesTo([after(wanted(3, 'a'))], [wanted(2, 'old'), wanted(3, 'old')])).toEqual([]);
  expect(changesTo([], [wanted(2, 'new'), wanted(1, 'old')]).map((change) => change.wanted.sequence)).toEqual([2]);
});

test("one customer's statement is not another's", () => {
  const mine = { ...wanted(1, 'a'), customerId: 'A' };
  const yours = { ...wanted(1, 'a'), customerId: 'B' };
  expect(textsOf([after(mine)], yours)).toEqual({ embedded: ['a'], stale: [] });
});
