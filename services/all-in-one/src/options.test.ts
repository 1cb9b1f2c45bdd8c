import { SERVICES } from '@munshi/events/topics';
import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('everything runs unless told otherwise', () => {
  expect(readOptions([])).toEqual({ targets: SERVICES, listTargets: false, bank: true, live: true });
  expect(readOptions(['--target=all']).targets).toEqual(SERVICES);
});

test('targets are a list, however it is given', () => {
  expect(readOptions(['--target=notification,analytics']).targets).toEqual(['analytics', 'notification']);
  expect(readOptions(['--target', 'analytics', '--target', 'ingestion']).targets).toEqual(['ingestion', 'analytics']);
});

test('what is not an option is refused with the choice', () => {
  expect(() => readOptions(['--target=anylitics'])).toThrow(/no target anylitics: choose among ingestion/);
  expect(() => readOptions(['--no-life'])).toThrow(/no-life/);
});
