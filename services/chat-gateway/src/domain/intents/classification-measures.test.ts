import { expect, test } from 'vitest';
import { classificationMeasures } from './classification-measures.ts';

test('accuracy counts texts, macro F1 counts labels', () => {
  // a: precision 2/3, recall 1, F1 0.8. b: nothing right.
  expect(classificationMeasures(['a', 'a', 'b'], ['a', 'a', 'a'])).toEqual({ accuracy: 2 / 3, macroF1: 0.4 });
});

test('without texts there is no figure', () => expect(() => classificationMeasures([], [])).toThrow(RangeError));
