import type { TipItem } from '../gateway/shapes.ts';
import type { Reader } from '../reading/reader.ts';

export const EFFORT_WORDS: Readonly<Record<TipItem['effort'], string>> = {
  minutes: 'Takes minutes',
  'a call': 'Takes a call',
  'a habit': 'Takes a change of habit',
};

/** What is to be done, without its figure. */
export function tipWords({ kind, about, name }: TipItem, reader: Reader): string {
  const payee = name === '' ? 'a regular payment' : name;
  switch (kind) {
    case 'fees':
      return 'Ask the bank about the fees that it takes.';
    case 'price-rise':
      return `Ask for the former price of ${payee}.`;
    case 'several-subscriptions':
      return `End ${payee}, the dearest of your subscriptions.`;
    case 'above-usual':
      return `${reader.category(about)}: go back to what was usual for you before the last months.`;
  }
}
