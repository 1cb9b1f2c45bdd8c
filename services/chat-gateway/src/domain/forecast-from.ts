import type { CalendarDate } from '@munshi/events/calendar-date';
import type { CashflowInsight } from '@munshi/events/insights';
import type { BalanceAhead } from '@munshi/facts/balance-ahead';

/** What of a forecast is still to come: analytics makes it from the newest transaction, which may lie some days back. */
export function forecastFrom(today: CalendarDate, insight: CashflowInsight | null): BalanceAhead {
  const nextIncome = insight?.nextIncome ?? null;
  return {
    days: insight?.days.filter(({ date }) => date > today) ?? [],
    nextIncome: nextIncome !== null && nextIncome > today ? nextIncome : null,
  };
}
