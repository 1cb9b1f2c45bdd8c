import { expect, test } from 'vitest';
import { changesTo, type Indexed, passageId, type Wanted } from './indexing.ts';

const passage = (n: number, text: string) => ({
  id: passageId('d', n),
  metadata: { kind: 'document', documentId: 'd', title: 'T', section: '', text } as const,
});
const wanted = (sequence: number, ...texts: string[]): Wanted => ({
  customerId: null,
  documentId: 'd',
  sequence,
  passages: texts.map((text, n) => passage(n, text)),
});
/** What the store holds after a change. */
const after = (document: Wanted, model = 'm'): Indexed => {
  const [change] = changesTo([], [document], model);
  return { ...document, contentHash: change?.contentHash ?? '', vectorIds: document.passages.map(({ id }) => id) };
};

test('a new document is embedded', () => {
  expect(changesTo([], [wanted(1, 'a', 'b')], 'm')).toMatchObject([{ embed: true, stale: [] }]);
});

test('unchanged content is not embedded again, by another model it is', () => {
  const held = after(wanted(1, 'a', 'b'));
  expect(changesTo([held], [wanted(2, 'a', 'b')], 'm')).toMatchObject([{ embed: false, stale: [] }]);
  expect(changesTo([held], [wanted(2, 'a', 'b')], 'other')).toMatchObject([{ embed: true, stale: [] }]);
});

test('a shorter version removes the rest, a removal removes all', () => {
  const held = after(wanted(1, 'a', 'b', 'c'));
  expect(changesTo([held], [wanted(2, 'a')], 'm')).toMatchObject([{ embed: true, stale: [passageId('d', 1), passageId('d', 2)] }]);
  expect(changesTo([held], [wanted(2)], 'm')).toMatchObject([{ embed: false, stale: held.vectorIds }]);
});

test('an older version changes nothing, of several the newest counts', () => {
  const held = after(wanted(3, 'a'));
  expect(changesTo([held], [wanted(2, 'old'), wanted(3, 'old')], 'm')).toEqual([]);
  expect(changesTo([], [wanted(2, 'new'), wanted(1, 'old')], 'm').map((change) => change.wanted.sequence)).toEqual([2]);
});

test("one customer's statement is not another's", () => {
  const mine = { ...wanted(1, 'a'), customerId: 'A' };
  const yours = { ...wanted(1, 'a'), customerId: 'B' };
  expect(changesTo([after(mine)], [yours], 'm')).toMatchObject([{ embed: true }]);
});
