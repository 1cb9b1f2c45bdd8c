import { calendarDate } from '@munshi/events/calendar-date';
import { lowestBeforeIncome } from '@munshi/facts/balance-ahead';
import { z } from 'zod';
import type { Tool } from '../tool.ts';
import { type AheadSeen, aheadOf, wouldBe } from './ahead-facts.ts';

const args = z.object({
  on: calendarDate.nullish().describe('the day that is asked for; 30 days from now without it'),
  lowest: z.boolean().nullish().describe('whether money lasts: the lowest day before the next income comes first'),
});
const DAYS = 30;
const NOT_A_PROMISE = 'It is a forecast from your habits and regular payments, not a promise.';

export const forecastTool: Tool<z.infer<typeof args>> = {
  name: 'forecast',
  description: 'The expected balance on a day to come, and the lowest one before the next income, where analytics forecasts one.',
  step: 'Looking ahead',
  args,
  async run({ on, lowest }, { context, pen }) {
    const ahead = aheadOf(context, pen);
    if (ahead === null)
      return {
        sentences: ['I can’t tell what will be: there is no forecast for you yet, and I don’t guess.'],
        nothing: true,
        suggestions: ['What is my balance?', 'How much did I spend last month?'],
      };
    const low = lowestSentences(ahead);
    const day = daySentences(ahead, on ?? null);
    const sentences = lowest ? [...low, ...(on ? day : [])] : [...day, ...low];
    return { sentences: [...sentences, NOT_A_PROMISE], suggestions: ['Which bills are due?', 'How much can I safely spend?'] };
  },
};

function daySentences(ahead: AheadSeen, on: string | null): string[] {
  const last = ahead.days.at(-1);
  const day = on === null ? (ahead.days.slice(0, DAYS).at(-1) ?? last) : ahead.days.find(({ date }) => date === on);
  if (!day) return [`I can’t tell so far ahead: my forecast ends on ${ahead.date('Last day of the forecast', last?.date ?? ahead.asOf)}.`];
  return [
    `On ${ahead.date('Day of the forecast', day.date)} your balance is expected to be ${ahead.money('balance.expected', day.expected, 'Expected balance')}, between ${ahead.money('balance.low', day.low, 'Low end of the forecast')} and ${ahead.money('balance.high', day.high, 'High end of the forecast')}.`,
  ];
}

function lowestSentences(ahead: AheadSeen): string[] {
  const lowest = lowestBeforeIncome(ahead);
  if (lowest === null) return [];
  const [before, until] =
    ahead.nextIncome === null
      ? ['I know of no income to come.', 'that I can see']
      : [`Your next income is expected on ${ahead.date('Next income', ahead.nextIncome)}.`, 'until then'];
  const there = wouldBe(ahead, { date: lowest.date, minor: lowest.expected, label: 'Lowest day ahead', fact: 'forecast.lowest' });
  if (lowest.expected < 0) return [before, `Money is expected to run short: with your usual payments ${there}.`];
  const risk =
    lowest.low < 0
      ? [
          `It may run short: ${wouldBe(ahead, { date: lowest.date, minor: lowest.low, label: 'Low end on the lowest day', fact: 'forecast.low' })}, if things go badly.`,
        ]
      : [];
  return [before, `With your usual payments ${there}, the lowest day ${until}.`, ...risk];
}
