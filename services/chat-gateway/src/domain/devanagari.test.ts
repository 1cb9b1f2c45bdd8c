import { expect, test } from 'vitest';
import { readDevanagari } from './devanagari.ts';
import { route } from './router.ts';
import { isUnreadable } from './small-talk.ts';

const planOf = (question: string) => route(readDevanagari(question), { today: '2026-08-12', currency: 'INR', merchants: [] }, null);

test.each([
  ['मेरा बैलेंस कितना है?', 'balance', null],
  ['पिछले महीने मैंने कितना खर्च किया?', 'spending', '2026-07-01'],
  ['जुलाई में किराने पर कितना खर्च हुआ?', 'spending', '2026-07-01'],
  ['इस साल मेरा सबसे बड़ा खर्च क्या था?', 'biggest', '2026-01-01'],
  ['मेरे पिछले १० लेनदेन दिखाओ', 'transactions', null],
  ['जून में कितना वेतन मिला?', 'income', '2026-06-01'],
])('%s: %s from %s', (question, intent, from) => {
  const plan = planOf(question);
  expect({ intent: plan.intent, from: plan.slots.period?.from ?? null }).toEqual({ intent, from });
});

test('a category is read too', () => expect(planOf('जुलाई में किराने पर कितना खर्च हुआ?').slots.categories).toEqual(['groceries']));

test('what is not known stays, and is said to be unreadable', () => {
  expect(isUnreadable(readDevanagari('मौसम कैसा रहेगा'))).toBe(true);
  expect(readDevanagari('What is my balance?')).toBe('What is my balance?');
});
