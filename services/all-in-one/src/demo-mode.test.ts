import { expect, test } from 'vitest';
import { demoRules, isDemo } from './demo-mode.ts';

test.each([
  [{}, true],
  [{ HOST: 'localhost' }, true],
  [{ HOST: '0.0.0.0' }, false],
  [{ KAFKA_BROKERS: 'k:9092', DATABASE_URL: 'postgres://x' }, false],
  [{ DATABASE_URL: 'postgres://x' }, false],
  [{ DEMO: 'off' }, false],
  [{ DEMO: 'on' }, true],
])('%j: demo %s', (environment, demo) => expect(isDemo(environment)).toBe(demo));

test('a demo that others could reach is refused', () => {
  const problems = (environment: Record<string, string>) => demoRules.flatMap((rule) => rule(environment));
  expect(problems({ DEMO: 'on', HOST: '0.0.0.0' })).toHaveLength(1);
  expect(problems({ DEMO: 'on', DATABASE_URL: 'postgres://x' })).toHaveLength(1);
  expect(problems({ DEMO: 'off', HOST: '0.0.0.0' })).toEqual([]);
  expect(problems({ DEMO: 'on' })).toEqual([]);
});
