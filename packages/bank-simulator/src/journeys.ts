import type { Day } from './calendar.ts';
import { activityOn } from './churn.ts';
import { CITIES } from './cities.ts';
import { type Draft, within } from './draft.ts';
import { hourOf } from './hours.ts';
import { branchIn, HOTEL_CHAINS, TRAVEL_SELLERS } from './merchants.ts';
import { payAt } from './pay-at.ts';
import { homeOn, type Persona } from './persona.ts';
import type { Random } from './random.ts';

/** A journey that is booked: the first and the last day away. */
export interface Journey {
  readonly city: string;
  readonly from: number;
  readonly to: number;
}

/** A journey that is decided on a day, with the ticket that is bought for it; null on most days. */
export function bookingOn(persona: Persona, day: Day, random: Random): { journey: Journey; ticket: Draft } | null {
  if (!random.chance(persona.temperament.journeys * activityOn(persona, day.epochDay))) return null;
  const from = day.epochDay + 2 + random.int(12);
  const city = random.pick(CITIES.slice(0, 20).filter(([name]) => name !== homeOn(persona, day.epochDay)))[0];
  const journey = { city, from, to: from + 1 + random.int(5) };
  const seller = random.pick(TRAVEL_SELLERS);
  const byTrain = seller.name === 'IRCTC';
  const minor = -Math.round(byTrain ? random.between(400, 2600) : random.between(3200, 9800)) * 100;
  const how = { at: within(hourOf(random), random), minor, role: 'card', channel: 'ECOM' } as const;
  return { journey, ticket: payAt(seller, { ...how, card: persona.card, random }) };
}

/** What the journey itself costs on a day: the hotel, paid on the last morning. */
export function hotelOn(journey: Journey, day: Day, { persona, random }: { persona: Persona; random: Random }): Draft[] {
  if (day.epochDay !== journey.to) return [];
  const nights = journey.to - journey.from;
  const aNight = Math.round(random.between(1100, 2600) * Math.exp(0.35 * persona.level));
  const hotel = branchIn(random.pick(HOTEL_CHAINS), journey.city);
  const how = { at: within(9 + random.int(3), random), minor: -aNight * nights * 100, role: 'card', channel: 'POS' } as const;
  return [payAt(hotel, { ...how, card: persona.card, random })];
}
