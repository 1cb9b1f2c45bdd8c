import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DELAY_DAYS, evaluateAnomalies } from '../src/commands/evaluate/anomalies.ts';
import { linesOf, readCardPayments } from '../src/commands/evaluate/card-payments.ts';
import { replay } from '../src/commands/evaluate/replay.ts';
import { customerWindows } from '../src/domain/features/customer-windows.ts';
import { merchantWindows } from '../src/domain/features/merchant-windows.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/fraud-handbook/', import.meta.url));
const absent = !existsSync(folder);
const LONG = 600_000;
const train = { from: '2018-07-25', to: '2018-07-31' };
const test = { from: '2018-08-08', to: '2018-08-14' };

describe.skipIf(absent)(`the fraud handbook${absent ? ' (left out: ../shared/data is not there)' : ''}`, { timeout: LONG }, () => {
  const payments = absent ? Promise.resolve([]) : readCardPayments(`${folder}transactions_2018-06-17_2018-08-14.csv.gz`);

  it('has its published window features reproduced', async () => {
    const isWanted = ({ date }: { date: string }) => (date >= train.from && date <= train.to) || (date >= test.from && date <= test.to);
    const own = new Map<string, number[]>();
    for (const { payment, scene } of replay(await payments, { delayDays: DELAY_DAYS, isWanted })) {
      if (scene.merchant === null) throw new Error('every payment has a merchant');
      const ofCustomer = customerWindows(scene.customer, scene.at).flatMap(({ count, sum }) => [count, sum / count / 100]);
      const ofMerchant = merchantWindows(scene.merchant.moments, scene.at, DELAY_DAYS).flatMap(({ count, risk }) => [count, risk]);
      const flags = [scene.weekday === 0 || scene.weekday === 6 ? 1 : 0, scene.hour !== null && scene.hour <= 6 ? 1 : 0];
      own.set(payment.transactionId, [...flags, ...ofCustomer, ...ofMerchant]);
    }
    let rows = 0;
    const different: string[] = [];
    for await (const line of linesOf(`${folder}features_train_0725-0731_test_0808-0814.csv.gz`)) {
      rows += 1;
      const published = Object.values(line).slice(9).map(Number);
      const found = own.get(line.TRANSACTION_ID ?? '') ?? [];
      const same = published.length === 14 && published.every((value, at) => Math.abs(value - (found[at] ?? Number.NaN)) <= 1e-6);
      if (!same) different.push(String(line.TX_DATETIME));
    }
    expect(rows).toBe(134_320);
    expect(different.length).toBeLessThanOrEqual(2);
    expect(different.every((time) => time.startsWith('2018-08-08'))).toBe(true);
  });

  it('is judged as well as its published models or better, on these dates and on earlier ones', async () => {
    const figures = evaluateAnomalies({ payments: await payments, train, test });
    expect(figures.amountsOnly.auc).toBeGreaterThanOrEqual(0.6);
    expect(figures.amountsOnly.averagePrecision).toBeGreaterThanOrEqual(0.18);
    expect(figures.amountsOnly.cardPrecisionAt100).toBeGreaterThanOrEqual(0.07);
    expect(figures.delayedLabels.auc).toBeGreaterThanOrEqual(0.826);
    expect(figures.delayedLabels.averagePrecision).toBeGreaterThanOrEqual(0.261);
    expect(figures.delayedLabels.cardPrecisionAt100).toBeGreaterThanOrEqual(0.239);
    expect(figures.supervised?.auc).toBeGreaterThanOrEqual(0.871);
    expect(figures.supervised?.averagePrecision).toBeGreaterThanOrEqual(0.658);
    expect(figures.supervised?.cardPrecisionAt100).toBeGreaterThanOrEqual(0.291);
  });
});
