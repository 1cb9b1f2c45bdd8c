import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CLASSES } from '../chaos/history.ts';
import { SCENARIOS } from '../chaos/scenarios.ts';

const { KAFKA_BROKERS: brokers = '', DATABASE_URL: databaseUrl = '', PATH: path = '' } = process.env;
const isAbsent = brokers === '' || databaseUrl === '';
const folder = mkdtempSync(join(tmpdir(), 'munshi-chaos-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(isAbsent)(`chaos, short${isAbsent ? ' (left out: KAFKA_BROKERS or DATABASE_URL is not set)' : ''}`, () => {
  test('nothing is lost and nothing applied twice when each service is killed under load', async () => {
    const context = {
      brokers,
      databaseUrl,
      folder,
      path,
      kafka: null,
      postgres: null,
      seed: 7,
      events: null,
      short: true,
      say: () => undefined,
    };
    const outcome = await SCENARIOS.kills?.run(context);
    for (const name of CLASSES) expect(outcome?.verdict[name], outcome?.measured).toEqual([]);
    expect(outcome?.holds, outcome?.measured).toBe(true);
  }, 240_000);
});
