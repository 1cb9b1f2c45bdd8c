import { expect, test } from 'vitest';
import { inFullWords } from './bank-terms.ts';

test.each([
  ['FD rate for a senior citizen', 'fixed deposit rate for a those aged 60 and above'],
  ['min bal of my a/c', 'minimum balance of my account'],
  ['What does a locker cost?', 'What does a locker cost?'],
  ['ford', 'ford'],
])('%s is %s', (question, full) => expect(inFullWords(question)).toBe(full));
