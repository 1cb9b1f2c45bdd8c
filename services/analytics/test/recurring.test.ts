import { expect, it } from 'vitest';
import { evaluateRecurring } from '../src/commands/evaluate/recurring.ts';
import { simulatedLedgers } from '../src/commands/evaluate/simulated-ledgers.ts';

it('finds the streams of a simulated bank far better than the baselines', { timeout: 300_000 }, () => {
  const simulated = simulatedLedgers({ customers: 10, months: 24, seed: 21, until: '2026-03-17' });
  const { methods, cadenceRight } = evaluateRecurring(simulated, '2026-03-16');
  const { ours, ...baselines } = methods;
  expect(ours?.real).toBeGreaterThan(80);
  expect(ours?.f1).toBeGreaterThanOrEqual(0.95);
  expect(cadenceRight).toBeGreaterThanOrEqual(0.95);
  for (const baseline of Object.values(baselines)) expect(baseline.f1).toBeLessThan(ours?.f1 ?? 0);
});
