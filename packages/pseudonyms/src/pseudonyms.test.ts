import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createPseudonyms, identifiersIn, PSEUDONYM } from './pseudonyms.ts';

const pseudonyms = createPseudonyms('s'.repeat(32));
const kindsIn = (text: string, names?: string[]) => identifiersIn(text, names).map(({ kind }) => kind);

test('an identifier has one pseudonym, however it is written', () => {
  const ways = ['3123 4567 8909', '3123-4567-8909', '312345678909', '３１２３　４５６７　８９０９'].map((way) => pseudonyms.hide(way));
  expect(new Set(ways).size).toBe(1);
  expect(ways[0]).toMatch(/^\[aadhaar [a-z]{8}\]$/);
});

test('two identifiers have two, and another secret makes others', () => {
  const [one, other] = ['ABCPD1234Z', 'ABCPD1234Y'].map((pan) => pseudonyms.hide(pan));
  expect(one).not.toBe(other);
  expect(createPseudonyms('t'.repeat(32)).hide('ABCPD1234Z')).not.toBe(one);
});

test('a text that was hidden is not hidden again, and what was hidden comes back as it was written', () => {
  const text = 'Send ₹ 500 to ravi@okhdfcbank or call +91 98765 43210, says Asha Rao.';
  const disguise = pseudonyms.disguise({ people: ['Asha Rao'] });
  const hidden = disguise.hide(text);
  expect(hidden).not.toMatch(/ravi|98765|Asha|Rao/);
  expect(hidden).toContain('₹ 500');
  expect(hidden).toBe(pseudonyms.hide(text, ['Asha Rao']));
  expect(disguise.hide(hidden)).toBe(hidden);
  expect(hidden.replaceAll(PSEUDONYM, (pseudonym) => String(disguise.reveal(pseudonym)))).toBe(text);
});

test('what was never hidden stands for nothing', () => {
  const disguise = pseudonyms.disguise({ people: ['Asha Rao'] });
  expect(disguise.reveal(pseudonyms.hide('Asha Rao', ['Asha Rao']))).toBeNull();
  expect(disguise.reveal('[name abcdefgh]')).toBeNull();
});

describe('names', () => {
  const disguise = pseudonyms.disguise({
    people: ['RAVI KUMAR', 'Kumar Stores', 'Grace May'],
    others: ['Big Bazaar', 'C-1042', 'Rent'],
    isOrdinary: (word) => ['may', 'rent', 'stores', 'big'].includes(word),
  });
  const kept = (text: string) => disguise.hide(text).replaceAll(PSEUDONYM, '*');
  test.each([
    ['did i pay ravi in may?', 'did i pay * in may?'],
    ['UPI/RAVI-KUMAR/9', 'UPI/*/9'],
    ['big bazaar and a big shop', '* and a big shop'],
    ['my rent, Rent', 'my rent, *'],
    ['c-1042 and C 1042', '* and *'],
    ['May spent it, grace may not', '* spent it, * not'],
  ])('%s', (text, hidden) => expect(kept(text)).toBe(hidden));

  test('one person has one pseudonym, by name or by a part that nobody else has', () => {
    expect(disguise.hide('ravi')).toBe(disguise.hide('Ravi Kumar'));
    expect(disguise.hide('Kumar')).not.toBe(disguise.hide('Ravi Kumar'));
    expect(disguise.reveal(disguise.hide('ravi'))).toBe('RAVI KUMAR');
  });
});

test('a name is found whole in any case, and its parts where they are written as names', () => {
  expect(kindsIn('ASHA RAO and asha rao and Asha and rao', ['Asha Rao'])).toEqual(['name', 'name', 'name']);
  expect(kindsIn('Raoul and Mumbai', ['Asha Rao'])).toEqual([]);
});

test.each([
  ['card ending 4242, ₹ 12,34,567.89, 2026-11-25 14:32:07', []],
  ['4012888888881881 4012-8888-8888-1881 4012 8888 8888 1881', ['card', 'card', 'card']],
  ['4012-8888-8888-1882', []],
  ['account number 50100123456780 and 50100123456780', ['account']],
  ['HDFC0001234 a/c 50100123456780', ['ifsc', 'account']],
  ['27ABCDE1234F1Z', []],
  ['38ABCDE1234F1Z5', ['gstin']],
  ['00ABCDE1234F1Z5', []],
  ['asha.rao@example.com, asha@ybl', ['email', 'upi']],
  ['meet me @home, 50% @ 3pm', []],
])('%s', (text, kinds) => expect(kindsIn(text)).toEqual(kinds));

const folder = fileURLToPath(new URL('../../../../shared/data/corpora/pii/', import.meta.url));
const absent = !existsSync(folder);

describe.skipIf(absent)(`vectors of Presidio${absent ? ' (left out: ../shared/data is not there)' : ''}`, () => {
  const vectors: Record<string, [string, boolean | number | string][]> = absent
    ? {}
    : JSON.parse(readFileSync(`${folder}india-pii-vectors.json`, 'utf8')).vectors;
  // What Presidio itself rates below certainty, and the state it does not know, has cases of its own above.
  const cases = Object.entries(vectors).flatMap(([kind, list]) =>
    list.filter(([, expected]) => typeof expected !== 'string').map(([text, expected]) => [kind, text, Number(expected)] as const),
  );

  test.each(cases)('%s %s: %d', (kind, text, expected) => {
    expect(identifiersIn(text).filter((one) => one.kind === kind.toLowerCase())).toHaveLength(expected);
  });
});
