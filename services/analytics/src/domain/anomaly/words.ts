import type { AnomalyInsight } from '@munshi/events/insights';
import { fractionDigits } from '@munshi/events/money';
import { CATEGORIES, isCategory } from '@munshi/events/spending';
import { TICKET_DAYS } from '../customer/tickets.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Sign } from './scene.ts';

/** Fewer own payments than this are no usual of one's own: it is everybody's that is meant. */
const ENOUGH_FOR_A_USUAL = 3;

/** Why a payment is strange, in plain words, with the customer's usual range where one is known. */
export function wordsOf({ code, figures }: Sign, entry: LedgerEntry, normal: AnomalyInsight['normal']): string {
  const percent = `${Math.round(Number(figures.share) * 100)} %`;
  const hour = `${String(figures.hour).padStart(2, '0')}:00`;
  switch (code) {
    case 'amount': {
      const usually = normal === null ? '' : `; you normally pay ${amountText(normal.low, entry)}–${amountText(normal.high, entry)}`;
      const whose = Number(figures.own) < ENOUGH_FOR_A_USUAL ? 'what is usual' : 'your usual';
      const where = entry.category === 'uncategorised' ? '' : ` at ${categoryWords(entry.category)}`;
      return `${Number(figures.times).toFixed(1)} × ${whose}${where}${usually}`;
    }
    case 'country':
      return figures.before === 0 ? `you have not paid in ${figures.country} before` : `you rarely pay in ${figures.country}`;
    case 'duplicate':
      return `the same amount at the same merchant ${figures.minutes} min before`;
    case 'burst':
      return `${figures.count} payments within half an hour`;
    case 'spree':
      return `${figures.count} payments within three hours${Number(figures.novel) > 0 ? `, ${figures.novel} of them where you had not paid before` : ''}`;
    case 'place':
      return placeWords(figures);
    case 'velocity':
      return `${figures.count} payments within a day`;
    case 'hour':
      return `you rarely pay around ${hour}`;
    case 'payee':
      return 'you have not paid this recipient before';
    case 'drain':
      return `it takes ${percent} of the account's balance`;
    case 'merchant':
      return `customers disowned ${figures.disowned} of ${figures.payments} payments at this merchant within a month`;
  }
}

function placeWords({ city, elsewhere, untravelled }: Sign['figures']): string {
  const novel = `you have not used a card in ${city} before`;
  if (elsewhere !== '') return `${novel}, and used one in ${elsewhere} hours earlier`;
  return untravelled === 1 ? `${novel}, and paid for no journey in the last ${TICKET_DAYS} days` : novel;
}

function categoryWords(category: string): string {
  return isCategory(category) ? CATEGORIES[category] : category;
}

const formats = new Map<string, Intl.NumberFormat>();

/** An amount of a range, in whole units: the range is an estimate and says no more than it knows. */
function amountText(minor: number, { currency }: LedgerEntry): string {
  let format = formats.get(currency);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-IN', { style: 'currency', currency, maximumFractionDigits: 0 });
    formats.set(currency, format);
  }
  return format.format(minor / 10 ** fractionDigits(currency));
}
