import { expect, test } from 'vitest';
import { rankingMeasures } from './ranking-measures.ts';

test('recall is a share of what is relevant, the reciprocal rank that of the first', () => {
  const answers = [
    { ranked: ['a', 'b', 'c'], relevant: new Set(['b']) },
    { ranked: ['x', 'a', 'y', 'z', 'w', 'b'], relevant: new Set(['a', 'b']) },
    { ranked: ['a'], relevant: new Set(['missing']) },
  ];
  expect(rankingMeasures(answers)).toEqual({ recallAt1: 0, recallAt5: 0.5, recallAt10: 2 / 3, mrr: 1 / 3 });
});

test('no questions, no figures', () => expect(rankingMeasures([])).toEqual({ recallAt1: 0, recallAt5: 0, recallAt10: 0, mrr: 0 }));
