import { addDays } from '@munshi/events/calendar-date';
import { addedUp, DAYS_LOOKED_AT, type MerchantDay } from '../../domain/features/merchant-days.ts';

/** So late may a payment come and still find the days before it. */
const LATEST_DAYS = 7;

/** The merchants' days, those of merchants that were spoken of apart, as the service loads them. */
export function createMerchantHistory() {
  const quiet = new Map<string, MerchantDay[]>();
  const spokenOf = new Map<string, MerchantDay[]>();
  const keep = (day: MerchantDay) => {
    const days = quiet.get(day.merchantId);
    if (days === undefined) quiet.set(day.merchantId, [day]);
    else days.push(day);
  };
  return {
    spokenOf,
    /** Payments of a batch: those at merchants spoken of are counted there already. */
    count: (days: readonly MerchantDay[]) => days.filter(({ merchantId }) => !spokenOf.has(merchantId)).forEach(keep),
    /** What customers said. */
    add(days: readonly MerchantDay[]): void {
      for (const day of days) {
        const before = spokenOf.get(day.merchantId) ?? quiet.get(day.merchantId) ?? [];
        quiet.delete(day.merchantId);
        spokenOf.set(day.merchantId, [...before, day]);
      }
    },
    goOn(date: string): void {
      const oldest = addDays(date, -DAYS_LOOKED_AT - LATEST_DAYS);
      for (const days of [quiet, spokenOf])
        for (const [merchantId, own] of days)
          days.set(
            merchantId,
            addedUp(
              [],
              own.filter((day) => day.date >= oldest),
            ),
          );
    },
  };
}
