import type { Habits } from './habits.ts';
import { monthShare } from './month-share.ts';
import { paymentsBefore } from './recent-payments.ts';
import type { Scene, Sign } from './scene.ts';

/** Below so many own payments no place is new: every one is. */
const ENOUGH_TO_KNOW = 15;
const ENOUGH_CITIES = 25;
/**
 * Points by which a shop abroad weighs more or less with a logarithm of its share of a month's spending: log-likelihood ratio on the
 * tuning seeds, level at a quarter. A small order from a shop abroad is nearly always one's own.
 */
const ABROAD = { share: 1.4, level: 0.28, most: 2 };
/** Nobody is in two cities within so long, or hardly. */
const JOURNEY_MS = 4 * 3_600_000;
/**
 * Log-likelihood ratios on the tuning seeds: of a new city, after a card was shown in another one (two in three of them are strange,
 * so this alerts), at a merchant never paid, of a dear payment.
 */
const PLACE = { novel: 0.8, elsewhere: 1.9, stranger: 0.6, dear: 0.6, level: 0.03 };

export function countrySign(scene: Scene): Sign | null {
  const { habits, entry } = scene;
  if (entry.country === null) return null;
  const total = Object.values(habits.countries).reduce((sum, count) => sum + count, 0);
  if (total < ENOUGH_TO_KNOW) return null;
  const before = habits.countries[entry.country] ?? 0;
  const rare = Math.min(3.6, -Math.log10(((before + 0.05) / (total + 0.1)) * 20) * 1.6);
  if (rare <= 0) return null;
  const share = monthShare(scene, -entry.minor);
  const dear = share === null ? 0 : Math.max(-ABROAD.most, Math.min(ABROAD.most, ABROAD.share * Math.log(share / ABROAD.level)));
  const points = rare + dear;
  return points <= 0 ? null : { code: 'country', points, figures: { country: entry.country, before } };
}

/** A card shown in a city where it never was, hours after another one. Whoever travels pays in new cities too: a ticket or a hotel says nothing. */
export function placeSign(scene: Scene): Sign | null {
  const { habits, entry, recent } = scene;
  if (entry.city === null || entry.category === 'travel' || habits.cities[entry.city] !== undefined) return null;
  if (knownPlaces(habits) < ENOUGH_CITIES || (entry.country !== null && habits.countries[entry.country] === undefined)) return null;
  const elsewhere = paymentsBefore(recent, entry, JOURNEY_MS).filter(({ city }) => city !== null && city !== entry.city);
  const isStranger = entry.merchantId !== null && habits.merchants[`${entry.currency} ${entry.merchantId}`] === undefined;
  const isDear = (monthShare(scene, -entry.minor) ?? 0) > PLACE.level;
  const points = PLACE.novel + (elsewhere.length > 0 ? PLACE.elsewhere : 0) + (isStranger ? PLACE.stranger : 0) + (isDear ? PLACE.dear : 0);
  return { code: 'place', points, figures: { city: entry.city, elsewhere: elsewhere.at(-1)?.city ?? '' } };
}

function knownPlaces({ cities }: Habits): number {
  return Object.values(cities).reduce((sum, count) => sum + count, 0);
}
