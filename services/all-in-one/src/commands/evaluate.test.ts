import { expect, test } from 'vitest';
import { evaluatorOf, USAGE } from './evaluate.ts';

test('what nobody measures is refused with the choice', () => {
  expect(() => evaluatorOf('weather')).toThrow(/Nothing here measures weather/);
  expect(() => evaluatorOf('constructor')).toThrow(USAGE);
  expect(() => evaluatorOf(undefined)).toThrow(/Say what is to be measured/);
});
