import { expect, test } from 'vitest';
import { trainClassifier } from './train-classifier.ts';

const example = (text: string, label: string, vector: number[]) => ({ text, label, vector });

test('learns from words where the vectors say nothing', () => {
  const blank = [1, 0];
  const classify = trainClassifier([
    ...['lost my card', 'card was stolen', 'cannot find the card'].map((text) => example(text, 'card', blank)),
    ...['interest on deposits', 'deposit rate', 'what does a deposit earn'].map((text) => example(text, 'deposit', blank)),
  ]);
  expect(
    classify([
      { text: 'stolen cards', vector: blank },
      { text: 'rate of a deposit', vector: blank },
    ]),
  ).toEqual(['card', 'deposit']);
});

test('learns from vectors where the words are new', () => {
  const near = (angle: number): number[] => [Math.cos(angle), Math.sin(angle)];
  const classify = trainClassifier([
    ...[0, 0.1, 0.2].map((angle, n) => example(`w${n}`, 'low', near(angle))),
    ...[1.4, 1.5, 1.6].map((angle, n) => example(`v${n}`, 'high', near(angle))),
  ]);
  expect(
    classify([
      { text: 'x', vector: near(0.05) },
      { text: 'y', vector: near(1.45) },
    ]),
  ).toEqual(['low', 'high']);
});

test('the same examples give the same answers, in whatever order they are asked', () => {
  const examples = Array.from({ length: 60 }, (_, n) => example(`word${n % 7} other${n % 5}`, `label${n % 3}`, [Math.cos(n), Math.sin(n)]));
  const [first, second] = [trainClassifier(examples), trainClassifier(examples)];
  expect(first(examples)).toEqual(second(examples));
  expect(first(examples.toReversed())).toEqual(second(examples).toReversed());
});
