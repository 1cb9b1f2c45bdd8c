import { contentHash } from '@munshi/events/event-id';
import { median } from 'simple-statistics';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { CADENCES, dateOf, epochDay, nominalDay, phaseOf, slotOf } from './cadence.ts';
import { payeeOf } from './find-streams.ts';
import type { Stream } from './stream.ts';

/** A token is at most so much of what a subscription of the customer's costs. */
const TOKEN_SHARE = 0.25;
const MONTHLY = CADENCES.find(({ name }) => name === 'monthly') as (typeof CADENCES)[number];

/**
 * Trials under way: the one payment that a customer ever made to a subscription's payee, a token beside what the others cost, not
 * yet a month ago. The full price is expected a month after it. Without another subscription nothing is known to compare with.
 */
export function findTrials(entries: readonly LedgerEntry[], streams: readonly Stream[], asOf: string): Stream[] {
  const prices = streams
    .filter(({ category, direction, cadence }) => category === 'subscriptions' && direction === 'out' && cadence === 'monthly')
    .map(({ amount }) => Math.abs(amount.minor));
  if (prices.length === 0) return [];
  const token = median(prices) * TOKEN_SHARE;
  const own = entries.filter(
    ({ category, minor, status, date }) => category === 'subscriptions' && minor < 0 && status === 'posted' && date <= asOf,
  );
  return [...Map.groupBy(own, ({ merchantId, merchantName }) => merchantId ?? merchantName ?? '')].flatMap(
    ([merchant, [first, ...others]]) => {
      if (merchant === '' || first === undefined || others.length > 0 || -first.minor > token) return [];
      const trialEnds = monthAfter(first.date);
      if (trialEnds < asOf) return [];
      const { customerId, transactionId, merchantName, category, minor, currency, date } = first;
      const payee = payeeOf(first);
      return [
        {
          streamId: contentHash(['stream', customerId, payee, date, transactionId]),
          payee,
          merchantName,
          category,
          direction: 'out',
          cadence: MONTHLY.name,
          state: 'early',
          amount: { minor, currency },
          range: { low: -minor, high: -minor },
          nextDate: trialEnds,
          from: date,
          to: date,
          priceRise: null,
          isMissed: false,
          doubled: null,
          trialEnds,
          transactionIds: [transactionId],
        } satisfies Stream,
      ];
    },
  );
}

function monthAfter(date: string): string {
  const day = epochDay(date);
  const phase = phaseOf(MONTHLY, day);
  return dateOf(nominalDay(MONTHLY, phase, (slotOf(MONTHLY, phase, day)?.slot ?? 0) + 1));
}
