import { dateIn } from '@munshi/events/calendar-date';
import { CATEGORIES, isCategory } from '@munshi/events/spending';
import { createWriter, type Writer } from '@munshi/facts/write';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Customer } from '../gateway/shapes.ts';

/** How values are written for the customer: as the answers write them. */
export interface Reader extends Writer {
  readonly timeZone: string;
  today(): string;
  /** `3 July, 14:05` in the customer's time zone. */
  moment(instant: string): string;
  /** `3 Jul 2025`. */
  day(date: string): string;
  category(id: string): string;
}

export function createReader({ locale, timeZone }: Customer): Reader {
  const writer = createWriter(locale);
  const moment = new Intl.DateTimeFormat(writer.locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone });
  const day = new Intl.DateTimeFormat(writer.locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return {
    ...writer,
    timeZone,
    today: () => dateIn(timeZone, new Date()),
    moment: (instant) => moment.format(new Date(instant)),
    day: (date) => day.format(new Date(`${date}T00:00:00Z`)),
    category: (id) => {
      const words = isCategory(id) ? CATEGORIES[id] : id;
      return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
    },
  };
}

const ReaderContext = createContext<Reader | null>(null);
export const ReaderProvider = ReaderContext.Provider;

export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (!reader) throw new Error('a component that writes values stands outside of the ReaderProvider');
  return reader;
}
