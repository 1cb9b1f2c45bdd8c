import { TIMES_A_YEAR } from '@munshi/events/cadence';
import type { SpendingInsight } from '@munshi/events/insights';
import type { Tip } from '@munshi/events/insights-money';
import { completeMonths, type LedgerSpan } from '@munshi/facts/complete-months';
import { wordsOf } from '../moments/of-spending.ts';
import type { OutlookStream } from '../outlook/outlook.ts';
import type { LowBalances } from '../recommendations/recommend.ts';
import { isBought } from '../recurring/is-contract.ts';

export interface TipInput {
  readonly customerId: string;
  readonly months: SpendingInsight['months'];
  readonly usual: SpendingInsight['usual'];
  readonly span: LedgerSpan;
  readonly streams: readonly OutlookStream[];
  /** `accountId YYYY-MM` → lowest reported balance. */
  readonly lows: LowBalances;
  /** Money is expected to run short. */
  readonly isShort: boolean;
}

const MONTHS_REGARDED = 3;
const MOST_TIPS = 3;
/** What saves less than this share of a usual month in a year is not worth anybody's time. */
const LEAST_SHARE = 0.02;
/** Months in a row of ever lower balances, and how far they fell, that say that money is short. */
const FALLING_MONTHS = 4;
const FALLEN_TO = 0.5;
const ABOVE_USUAL = 1.25;

export interface Tips {
  readonly tips: readonly Tip[];
  readonly noTips: string | null;
}

/**
 * What would save money, the largest first. Somebody whose money runs short, whose bills stay unpaid or whose balances fall
 * month after month is not told to spend less, as if it were carelessness: only what the bank itself takes from them is named.
 */
export function tipsOf(input: TipInput): Tips {
  const distress = distressOf(input);
  const found = distress === null ? [...fees(input), ...rises(input), ...overlaps(input), ...aboveUsual(input)] : fees(input);
  const monthly = new Map<string, number>();
  for (const { currency, spent } of input.usual) monthly.set(currency, (monthly.get(currency) ?? 0) + spent);
  const worth = found.filter(({ saving }) => saving.minor > 0 && saving.minor >= (monthly.get(saving.currency) ?? 0) * LEAST_SHARE);
  const best = worth
    .sort((left, right) => right.saving.minor - left.saving.minor || (left.about < right.about ? -1 : 1))
    .slice(0, MOST_TIPS);
  return { tips: best, noTips: distress };
}

/** Signs that money is short; null where there are none. */
export function distressOf({ streams, lows, isShort, span }: TipInput): string | null {
  if (isShort) return 'The balance is expected to run short';
  const missed = streams.filter(({ direction, state, isMissed }) => direction === 'out' && state === 'mature' && isMissed);
  if (missed.length >= 2) return 'More than one regular bill has not been paid';
  const months = completeMonths(span).slice(-FALLING_MONTHS);
  const lowest = months.map((month) => lowsOf(lows, month));
  if (months.length < FALLING_MONTHS || lowest.some((low) => low === null)) return null;
  const falls = lowest.slice(1).every((low, at) => (low as number) < (lowest[at] as number));
  return falls && (lowest.at(-1) as number) < (lowest[0] as number) * FALLEN_TO ? 'Balances have fallen month after month' : null;
}

function lowsOf(lows: TipInput['lows'], month: string): number | null {
  const own = Object.entries(lows).filter(([key]) => key.endsWith(` ${month}`));
  return own.length === 0 ? null : own.reduce((sum, [, { minor }]) => sum + minor, 0);
}

function fees({ customerId, months, span }: TipInput): Tip[] {
  const regarded = new Set(completeMonths(span).slice(-MONTHS_REGARDED));
  const paid = months.flatMap(({ month, currency, categories }) =>
    regarded.has(month) ? categories.filter(({ category }) => category === 'fees').map(({ spent }) => ({ currency, spent })) : [],
  );
  return [...Map.groupBy(paid, ({ currency }) => currency)].map(([currency, own]) => ({
    kind: 'fees' as const,
    about: 'fees',
    name: wordsOf('fees'),
    saving: { minor: Math.round((own.reduce((sum, { spent }) => sum + spent, 0) * 12) / Math.max(1, regarded.size)), currency },
    effort: 'a call' as const,
    evidence: [{ kind: 'insight' as const, id: customerId }],
  }));
}

function rises({ streams }: TipInput): Tip[] {
  return streams.flatMap(({ streamId, state, direction, priceRise, cadence, amount, merchantName, newest }) => {
    if (state !== 'mature' || direction !== 'out' || priceRise === null) return [];
    const saving = { minor: (priceRise.to - priceRise.from) * TIMES_A_YEAR[cadence], currency: amount.currency };
    return [
      {
        kind: 'price-rise',
        about: streamId,
        name: merchantName ?? '',
        saving,
        effort: 'a call',
        evidence: newest.map((id) => ({ kind: 'transaction', id })),
      } satisfies Tip,
    ];
  });
}

/** Two subscriptions and more: the dearest of them, paused, saves most. */
function overlaps({ streams }: TipInput): Tip[] {
  const own = streams.filter(({ state, direction, category }) => state === 'mature' && direction === 'out' && category === 'subscriptions');
  const yearly = ({ amount, cadence }: OutlookStream) => Math.abs(amount.minor) * TIMES_A_YEAR[cadence];
  return [...Map.groupBy(own, ({ amount }) => amount.currency)].flatMap(([currency, group]) => {
    if (group.length < 2) return [];
    const dearest = group.reduce((most, one) => (yearly(one) > yearly(most) ? one : most));
    const evidence = dearest.newest.map((id) => ({ kind: 'transaction' as const, id }));
    const { streamId, merchantName } = dearest;
    return [
      {
        kind: 'several-subscriptions',
        about: streamId,
        name: merchantName ?? '',
        saving: { minor: yearly(dearest), currency },
        effort: 'minutes',
        evidence,
      } satisfies Tip,
    ];
  });
}

/** A category whose last months were above what was usual before. */
function aboveUsual({ customerId, months, usual, span }: TipInput): Tip[] {
  const recent = completeMonths(span).slice(-MONTHS_REGARDED);
  if (recent.length < MONTHS_REGARDED) return [];
  return usual.flatMap(({ currency, category, spent, months: known }): Tip[] => {
    if (known < 2 * MONTHS_REGARDED || spent <= 0 || !isBought(category as never)) return [];
    const sums = recent.map(
      (month) =>
        months.find((one) => one.month === month && one.currency === currency)?.categories.find((one) => one.category === category)
          ?.spent ?? 0,
    );
    if (sums.some((sum) => sum < spent * ABOVE_USUAL)) return [];
    const more = Math.round(sums.reduce((sum, one) => sum + one - spent, 0) / sums.length);
    return [
      {
        kind: 'above-usual',
        about: category,
        name: wordsOf(category),
        saving: { minor: more * 12, currency },
        effort: 'a habit',
        evidence: [{ kind: 'insight', id: customerId }],
      },
    ];
  });
}
