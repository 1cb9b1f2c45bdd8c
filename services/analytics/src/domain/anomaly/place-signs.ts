import { isTravelPaid } from '../customer/tickets.ts';
import { logTimes } from './amount-sign.ts';
import type { Habits } from './habits.ts';
import { monthShare } from './month-share.ts';
import { paymentsBefore } from './recent-payments.ts';
import type { Scene, Sign } from './scene.ts';

/** Below so many own payments no place is new: every one is. */
const ENOUGH_TO_KNOW = 15;
const ENOUGH_CITIES = 10;
/**
 * Points by which a shop abroad weighs more or less with a logarithm of how many times the usual is paid there: log-likelihood ratio on
 * the tuning seeds, where half were strange at nine times the usual, one in five at six and five in six at fifteen.
 */
const ABROAD = { aLogarithm: 2.5, level: 2.5, least: -2.5, most: 2 };
/** Nobody is in two cities within so long, or hardly. */
const JOURNEY_MS = 4 * 3_600_000;
/**
 * Log-likelihood ratios on the tuning seeds: of a new city, where no journey was paid for (nine in ten of them are strange), after a card
 * was shown in another one (two in three are), at a merchant never paid, of a dear payment.
 */
const PLACE = { novel: 0.8, untravelled: 2.5, elsewhere: 1.9, stranger: 0.6, dear: 0.6, level: 0.03 };
/** So many more cities than payments for travel: who drives there pays for no journey, and that none was paid for says nothing. */
const DRIVES_FROM = 2;

export function countrySign(scene: Scene): Sign | null {
  const { habits, entry } = scene;
  if (entry.country === null) return null;
  const total = Object.values(habits.countries).reduce((sum, count) => sum + count, 0);
  if (total < ENOUGH_TO_KNOW) return null;
  const before = habits.countries[entry.country] ?? 0;
  const rare = Math.min(3.6, -Math.log10(((before + 0.05) / (total + 0.1)) * 20) * 1.6);
  if (rare <= 0) return null;
  const dear = Math.max(ABROAD.least, Math.min(ABROAD.most, ABROAD.aLogarithm * (logTimes(scene) - ABROAD.level)));
  const points = rare + dear;
  return points <= 0 ? null : { code: 'country', points, figures: { country: entry.country, before } };
}

/** A card shown in a city where it never was, without a journey that was paid for or hours after another city. A ticket or a hotel says nothing. */
export function placeSign(scene: Scene): Sign | null {
  const { habits, entry, recent } = scene;
  if (entry.city === null || entry.category === 'travel' || habits.cities[entry.city] !== undefined) return null;
  if (knownPlaces(habits) < ENOUGH_CITIES || (entry.country !== null && habits.countries[entry.country] === undefined)) return null;
  const elsewhere = paymentsBefore(recent, entry, JOURNEY_MS).filter(({ city }) => city !== null && city !== entry.city);
  const isStranger = entry.merchantId !== null && habits.merchants[`${entry.currency} ${entry.merchantId}`] === undefined;
  const isDear = (monthShare(scene, -entry.minor) ?? 0) > PLACE.level;
  const untravelled = isUntravelled(scene);
  const said = [
    untravelled && PLACE.untravelled,
    elsewhere.length > 0 && PLACE.elsewhere,
    isStranger && PLACE.stranger,
    isDear && PLACE.dear,
  ];
  const points = said.reduce((sum: number, more) => sum + (more || 0), PLACE.novel);
  return {
    code: 'place',
    points,
    figures: { city: entry.city, elsewhere: elsewhere.at(-1)?.city ?? '', untravelled: untravelled ? 1 : 0 },
  };
}

/** Whether nothing was paid for travel lately by somebody whose journeys are paid for. */
function isUntravelled({ habits, entry, tickets }: Scene): boolean {
  const paid = habits.categories[`${entry.currency} travel`]?.[0] ?? 0;
  return Object.keys(habits.cities).length - 1 < paid + DRIVES_FROM && !isTravelPaid(tickets, entry.date);
}

function knownPlaces({ cities }: Habits): number {
  return Object.values(cities).reduce((sum, count) => sum + count, 0);
}
