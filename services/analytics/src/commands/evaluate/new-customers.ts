import { emptyHabits, isPayment, LOG_STEPS, learnOne, type Payment, toPayment } from '../../domain/anomaly/habits.ts';
import { type Prior, priorFor } from '../../domain/anomaly/prior.ts';
import { usualAmount, usualInCategory } from '../../domain/anomaly/usual-amount.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { Priors } from './simulated-anomalies.ts';
import type { SimulatedLedgers } from './simulated-ledgers.ts';

export interface NewCustomerRow {
  /** Which of a customer's payments, the first is 1. */
  readonly from: number;
  readonly to: number;
  readonly payments: number;
  /** Mean negative log likelihood of the logarithm of an amount, in nats, before it is learned: what fills in → figure. */
  readonly surprise: Readonly<Record<string, number>>;
}

const STRETCHES = [
  [1, 3],
  [4, 10],
  [11, 30],
  [31, 100],
  [101, 300],
] as const;

/** How well the amounts of customers with a short history are foreseen, with nobody, everybody and their segment to fill in. */
export function evaluateNewCustomers({ ledgers }: SimulatedLedgers, priors: Priors): NewCustomerRow[] {
  const cases = ledgers.flatMap(({ state, entries }) =>
    surprises(entries, {
      'nobody before us': {},
      everybody: priors.prior,
      'segment within everybody': priorFor(state.segment, priors),
    }),
  );
  return STRETCHES.map(([from, to]) => {
    const own = cases.filter(({ place }) => place >= from && place <= to);
    const methods = Object.keys(own[0]?.surprise ?? {});
    const mean = (method: string) => own.reduce((sum, { surprise }) => sum + (surprise[method] ?? 0), 0) / own.length;
    return { from, to, payments: own.length, surprise: Object.fromEntries(methods.map((method) => [method, mean(method)])) };
  });
}

function surprises(entries: readonly LedgerEntry[], fillIns: Readonly<Record<string, Prior>>) {
  const habits = emptyHabits();
  const payments = entries
    .filter(isPayment)
    .toSorted((left, right) => ((left.time ?? left.date) < (right.time ?? right.date) ? -1 : 1))
    .slice(0, STRETCHES.at(-1)?.[1])
    .map(toPayment);
  return payments.map((payment, at) => {
    const surprise = Object.fromEntries(
      Object.entries(fillIns).map(([name, prior]) => {
        const usual = usualAmount(habits, payment, usualInCategory(habits, prior, payment.category));
        return [name, surpriseOf(payment, usual)] as const;
      }),
    );
    learnOne(habits, payment);
    return { place: at + 1, surprise };
  });
}

function surpriseOf({ log }: Payment, { mean, deviation }: { readonly mean: number; readonly deviation: number }): number {
  const away = (log / LOG_STEPS - mean) / deviation;
  return Math.log(deviation * Math.sqrt(2 * Math.PI)) + away ** 2 / 2;
}
