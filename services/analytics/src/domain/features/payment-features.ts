import { type CustomerMoments, customerWindows, habitualAmount, largeWithinAWeek } from './customer-windows.ts';
import { type MerchantMoments, merchantWindows, recentRisk } from './merchant-windows.ts';

/** A payment in its surroundings: what was known when it came, itself learned already. */
export interface PaymentScene {
  /** Seconds since 1970. */
  readonly at: number;
  /** Minor units, positive. */
  readonly minor: number;
  /** Hour and weekday (0 is Sunday) where the customer lives; null where the bank gave no time. */
  readonly hour: number | null;
  readonly weekday: number;
  readonly customer: CustomerMoments;
  /** Null where the merchant is unknown. */
  readonly merchant: MerchantScene | null;
}

export interface MerchantScene {
  readonly moments: MerchantMoments;
  /** When the payment comes, on the line of the merchant's moments. */
  readonly at: number;
  /** What is younger than this is not looked at. */
  readonly delayDays: number;
}

export const FEATURES = [
  'amount',
  'times the median',
  'times the largest',
  'payments in a day',
  'payments in a week',
  'day against the median',
  'week against the month',
  'large in a week',
  'merchant risk of a day',
  'merchant risk of a week',
  'merchant risk of a month',
  'payments of the month at a merchant with disowned ones',
  'disowned of the last three',
  'days disowned without a break',
  'hour',
  'weekday',
] as const;

/** Values in the order of `FEATURES`; null is unknown. Ratios are natural logarithms. */
export function paymentFeatures(scene: PaymentScene): (number | null)[] {
  return [Math.log(scene.minor + 1), ...ofCustomer(scene), ...ofMerchant(scene), scene.hour, scene.weekday];
}

function ofCustomer({ customer, at, minor }: PaymentScene): (number | null)[] {
  const [day, week, month] = customerWindows(customer, at).map(({ count, sum }) => ({ count, mean: count === 0 ? null : sum / count }));
  const habitual = habitualAmount(customer, at);
  const median = habitual?.median ?? null;
  const large = median === null ? null : largeWithinAWeek(customer, { at, median });
  return [
    ratio(minor, median),
    ratio(minor, habitual?.largest ?? null),
    day?.count ?? null,
    week?.count ?? null,
    ratio(day?.mean ?? null, median),
    ratio(week?.mean ?? null, month?.mean ?? null),
    large,
  ];
}

function ofMerchant({ merchant }: PaymentScene): (number | null)[] {
  if (merchant === null) return [null, null, null, null, null, null];
  const { moments, at, delayDays } = merchant;
  const windows = merchantWindows(moments, at, delayDays);
  const { ofLastThree, runDays } = recentRisk(moments, at, delayDays);
  const month = windows.at(-1);
  return [...windows.map(({ risk }) => risk), month !== undefined && month.frauds > 0 ? month.count : null, ofLastThree, runDays];
}

function ratio(value: number | null, to: number | null): number | null {
  return value === null || to === null || to <= 0 || value <= 0 ? null : Math.log(value / to);
}
