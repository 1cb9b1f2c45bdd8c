import { expect, it } from 'vitest';
import { evaluateCashflow } from '../src/commands/evaluate/cashflow.ts';
import { simulatedLedgers } from '../src/commands/evaluate/simulated-ledgers.ts';

it('forecasts balances of a simulated bank better than the baselines, months ahead', { timeout: 300_000 }, () => {
  const simulated = simulatedLedgers({ customers: 30, months: 18, seed: 22, until: '2026-03-17' });
  for (const { coverage, pinball, pinballOfMedian, forecasts } of evaluateCashflow(simulated, ['2025-09-30', '2025-12-10'])) {
    expect(forecasts).toBe(60);
    // of 60 forecasts that share a season; the figure itself is that of the report
    expect(coverage).toBeGreaterThan(0.6);
    for (const [method, loss] of Object.entries(pinball)) if (method !== 'ours') expect(pinball.ours).toBeLessThan(loss);
    for (const [method, loss] of Object.entries(pinballOfMedian)) if (method !== 'ours') expect(pinballOfMedian.ours).toBeLessThan(loss);
  }
});
