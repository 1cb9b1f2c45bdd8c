import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { eventsOf } from '../src/ingest.ts';

const path = fileURLToPath(new URL('../../../../shared/data/fraud-handbook/transactions_2018-06-17_2018-08-14.csv.gz', import.meta.url));
const absent = !existsSync(path);

test.skipIf(absent)(
  `the card transactions of the fraud handbook: each once, to the minor unit${absent ? ' (left out: ../shared/data is not there)' : ''}`,
  async () => {
    const options = {
      kind: 'transactions',
      intake: 'history',
      bank: { timeZone: 'UTC', currency: 'EUR' },
      now: '2026-01-01T00:00:00Z',
    } as const;
    const ids = new Set<string>();
    let [accepted, sum] = [0, 0];
    for await (const { outcomes, records } of eventsOf(createReadStream(path).pipe(createGunzip()), options)) {
      for (const outcome of outcomes) {
        if (outcome.result !== 'accepted') continue;
        accepted += 1;
        sum += Math.abs(outcome.amount?.minor ?? 0);
      }
      for (const { headers } of records) ids.add(String(headers.ce_id));
    }
    expect([accepted, ids.size, sum]).toEqual([565_322, 565_322, 3_030_204_238]);
  },
  300_000,
);
