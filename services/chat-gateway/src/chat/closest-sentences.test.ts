import { expect, test } from 'vitest';
import { createClosestSentences } from './closest-sentences.ts';

/** A direction for each of two words. */
const vectorOf = (text: string): Float32Array => Float32Array.from([/fee/i.test(text) ? 1 : 0, /rate/i.test(text) ? 1 : 0]);
const passage = (text: string) => ({ title: 'Page', section: null, text });
const ASKED = Float32Array.from([0, 1]);
const never = new AbortController().signal;

test('the sentence that is nearest to the question; a passage of one sentence has none', async () => {
  const asked: string[][] = [];
  const closest = createClosestSentences({
    embed: async (texts) => {
      asked.push([...texts]);
      return texts.map(vectorOf);
    },
  });
  const passages = [passage('The fee is ₹ 5. The rate is 7 %.'), passage('The rate is 3 %.')];
  expect(await closest(ASKED, passages, never)).toEqual([{ sentence: 'The rate is 7 %.', cosine: 1 }, null]);
  expect(await closest(ASKED, passages, never)).toEqual([{ sentence: 'The rate is 7 %.', cosine: 1 }, null]);
  expect(asked).toEqual([['Page\nThe fee is ₹ 5.', 'Page\nThe rate is 7 %.']]);
});

test('embeddings that fail, or a question given up, leave the order as it is', async () => {
  const failing = createClosestSentences({ embed: () => Promise.reject(new Error('down')) });
  expect(await failing(ASKED, [passage('One fee. Two fees.')], never)).toBeNull();
  const silent = createClosestSentences({ embed: () => new Promise(() => {}) });
  expect(await silent(ASKED, [passage('One fee. Two fees.')], AbortSignal.timeout(1))).toBeNull();
});

test('what was learned before counts too where there are more sentences than are kept', async () => {
  const closest = createClosestSentences({ embed: async (texts) => texts.map(vectorOf) });
  const known = passage('The fee is ₹ 5. The rate is 7 %.');
  const expected = { sentence: 'The rate is 7 %.', cosine: 1 };
  expect(await closest(ASKED, [known], never)).toEqual([expected]);
  const long = passage(Array.from({ length: 10_000 }, (_, at) => `Fee ${at}.`).join(' '));
  const [first] = (await closest(ASKED, [known, long], never)) ?? [];
  expect(first).toEqual(expected);
});
