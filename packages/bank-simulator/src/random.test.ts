import { expect, test } from 'vitest';
import { normalCdf, normalQuantile, permuted, randomOf } from './random.ts';

test('a permutation gives every number once', () => {
  const images = Array.from({ length: 4096 }, (_, value) => permuted(value, 12, 1, 'test'));
  expect([...images].sort((one, other) => one - other)).toEqual(Array.from({ length: 4096 }, (_, value) => value));
  expect(images).not.toEqual(Array.from({ length: 4096 }, (_, value) => permuted(value, 12, 2, 'test')));
});

test('a permutation of 50 bits stays within them', () => {
  const most = 2 ** 50 - 1;
  for (const value of [0, 1, 2 ** 25, 2 ** 49, most]) {
    const image = permuted(value, 50, 7);
    expect(Number.isSafeInteger(image) && image >= 0 && image <= most).toBe(true);
  }
});

test('a stream depends on all of its keys and on nothing else', () => {
  const first = (...keys: (number | string)[]) => randomOf(...keys).next();
  expect(first(1, 2, 'a')).toBe(first(1, 2, 'a'));
  expect(new Set([first(1, 2, 'a'), first(2, 1, 'a'), first(1, 2, 'b'), first(12, 'a'), first(1, '2a')]).size).toBe(5);
});

test('quantiles and probabilities of the normal distribution are inverse, at known values', () => {
  expect(normalCdf(1.959964)).toBeCloseTo(0.975, 6);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
  for (const p of [0.001, 0.02, 0.3, 0.5, 0.9, 0.999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 6);
});

test('counts have the mean and the variance of a Poisson distribution', () => {
  const random = randomOf('poisson');
  const counts = Array.from({ length: 20_000 }, () => random.poisson(1.7));
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  expect(mean).toBeCloseTo(1.7, 1);
  expect(variance).toBeCloseTo(1.7, 1);
});
