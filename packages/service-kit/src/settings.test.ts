import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { allOrNone, bankSettings, flag, loadSettings, readEnvironment, SettingsError, serviceSettings } from './settings.ts';

const TOKEN = 'a-token-of-at-least-thirty-two-characters';

function problemsOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof SettingsError) return error.details.problems as string[];
    throw error;
  }
  return [];
}

test('defaults hold where nothing is set, and an empty value is nothing', () => {
  const settings = loadSettings(serviceSettings(3002), { OPERATOR_TOKEN: TOKEN, PORT: '', HOST: '' });
  expect(settings).toEqual({ PORT: 3002, HOST: '127.0.0.1', LOG_LEVEL: 'info', OPERATOR_TOKEN: TOKEN });
  expect(loadSettings(bankSettings, {})).toEqual({ BANK_TIME_ZONE: 'Asia/Kolkata', BANK_LOCALE: 'en-IN', BANK_CURRENCY: 'INR' });
});

test('every problem is listed at once, of the schema and of the rules', () => {
  const schema = serviceSettings(3002).extend({ USER: z.string().optional() });
  const environment = { PORT: '99999', LOG_LEVEL: 'loud', USER: 'asha' };
  const problems = problemsOf(() => loadSettings(schema, environment, [allOrNone('USER', 'PASSWORD')]));
  expect(problems.map((problem) => problem.split(':')[0])).toEqual(['PORT', 'LOG_LEVEL', 'OPERATOR_TOKEN', 'PASSWORD']);
});

test('a problem with a secret does not tell it', () => {
  const given = 'hunter2';
  const load = () => loadSettings(serviceSettings(3000), { OPERATOR_TOKEN: given });
  expect(load).toThrow(/OPERATOR_TOKEN: is weak/);
  expect(problemsOf(load).join()).not.toContain(given);
});

test('the same problem is said once', () => {
  const rule = () => ['KAFKA_BROKERS: missing'];
  expect(problemsOf(() => loadSettings(z.object({}), {}, [rule, rule]))).toEqual(['KAFKA_BROKERS: missing']);
});

test('all or none', () => {
  const rule = allOrNone('USER', 'PASSWORD');
  expect(rule({})).toEqual([]);
  expect(rule({ USER: 'a', PASSWORD: 'b' })).toEqual([]);
  expect(rule({ USER: 'a' })).toEqual(['PASSWORD: missing, while USER is set']);
});

test('flags are words, not truthiness', () => {
  expect(['true', '1', 'on', 'false', '0', 'off'].map((word) => flag.parse(word))).toEqual([true, true, true, false, false, false]);
  expect(flag.safeParse('yes please').success).toBe(false);
});

test.each(['Asia/Kolkata', 'Europe/Berlin', 'UTC'])('%s is a time zone', (zone) => {
  expect(loadSettings(bankSettings, { BANK_TIME_ZONE: zone }).BANK_TIME_ZONE).toBe(zone);
});

test.each([{ BANK_TIME_ZONE: 'Mars/Olympus' }, { BANK_CURRENCY: 'rupees' }, { BANK_LOCALE: 'no_such locale' }])(
  '%o stops the start',
  (environment) => {
    expect(problemsOf(() => loadSettings(bankSettings, environment))).toHaveLength(1);
  },
);

let folder: string | undefined;
afterEach(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true });
  folder = undefined;
  delete process.env.MUNSHI_TEST_SET;
  delete process.env.MUNSHI_TEST_FILE;
});

test('.env lies underneath the environment', async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  await writeFile(join(folder, '.env'), 'MUNSHI_TEST_SET=file\nMUNSHI_TEST_FILE=file\n');
  process.env.MUNSHI_TEST_SET = 'environment';
  expect(readEnvironment(folder)).toMatchObject({ MUNSHI_TEST_SET: 'environment', MUNSHI_TEST_FILE: 'file' });
});
