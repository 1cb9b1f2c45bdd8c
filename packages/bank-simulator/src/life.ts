import { type AccountBook, createAccountBook, type PostingDay } from './account-book.ts';
import { createAftermath } from './aftermath.ts';
import { ANOMALIES_A_DAY, anomalyKind, anomalyOf } from './anomalies.ts';
import { postingsOn } from './bank-postings.ts';
import type { Day } from './calendar.ts';
import { createCardBill } from './card-bill.ts';
import { activityOn, isKept } from './churn.ts';
import type { Draft, Role } from './draft.ts';
import { dueOn } from './dues.ts';
import { historyIdOf } from './ids.ts';
import { bookingOn, hotelOn, type Journey } from './journeys.ts';
import { odditiesOn } from './oddities.ts';
import { homeOn, type Persona } from './persona.ts';
import { pettyOf } from './petty.ts';
import { purchasesOf } from './purchases.ts';
import { randomOf } from './random.ts';
import { copiedCards } from './terminals.ts';
import type { Entry } from './truth-record.ts';

/** One customer living through the days, in order and each once. */
export interface Life {
  readonly persona: Persona;
  readonly book: AccountBook;
  /** The transactions of the day, in the order of their times. */
  live(day: Day): Entry[];
}

export function createLife(seed: number, persona: Persona): Life {
  const book = createAccountBook(seed, persona, openingsOf(seed, persona));
  const cardBill = createCardBill(persona);
  const aftermath = createAftermath(seed, persona);
  let journey: Journey | null = null;

  function live(day: Day): Entry[] {
    const drafts = aftermath
      .dueOn(day.epochDay)
      .concat(draftsOf(day))
      .sort((one, other) => one.at - other.at);
    let count = 0;
    const postingDay = {
      date: day.date,
      epochDay: day.epochDay,
      nextId: () => historyIdOf(seed, persona.index, { epochDay: day.epochDay, count: count++ }),
    };
    const entries: Entry[] = [];
    for (const draft of drafts) entries.push(...happen(draft, postingDay));
    return entries;
  }

  function draftsOf(day: Day): Draft[] {
    const purposes = (purpose: string) => randomOf(seed, persona.index, day.epochDay, purpose);
    if (journey && journey.to < day.epochDay) journey = null;
    const booking = journey ? null : bookingOn(persona, day, purposes('booking'));
    if (booking) journey = booking.journey;
    const isAway = journey !== null && journey.from <= day.epochDay;
    const city = isAway && journey ? journey.city : homeOn(persona, day.epochDay);
    const purchases = purchasesOf(persona, day, { city, isAway, random: purposes('purchases') });
    // `concat` where spreading would do: this is made for every customer on every day.
    return dueOn(persona, day, seed).concat(
      plannedOn(day),
      postingsOn(persona, day, book),
      cardBill.draftsOn(day, book),
      pettyOf(persona, day, purposes('petty')),
      booking ? [booking.ticket] : [],
      isAway && journey ? hotelOn(journey, day, { persona, random: purposes('hotel') }) : [],
      purchases,
      oddOn(day, { city, purchases }),
    );
  }

  function plannedOn({ epochDay }: Day): Draft[] {
    if (!isKept(persona.churn, epochDay, false)) return [];
    return persona.planned.get(epochDay)?.flatMap(({ make }) => make(book.balanceOf) ?? []) ?? [];
  }

  /** What is out of the ordinary: the customer's own doing, and somebody else's. */
  function oddOn(day: Day, { city, purchases }: { readonly city: string; readonly purchases: readonly Draft[] }): Draft[] {
    const activity = activityOn(persona, day.epochDay);
    const at = (purpose: string) => ({
      persona,
      day,
      city,
      balanceOf: book.balanceOf,
      random: randomOf(seed, persona.index, day.epochDay, purpose),
    });
    const anomaly = at('anomaly');
    const repeatable = purchases.find(({ fate, minor }) => fate === undefined && minor < -10_000);
    return odditiesOn(at('oddity'), activity, purchases).concat(
      copiedCards(persona, day, { seed, randomOf: () => at('terminal').random, purchases }),
      anomaly.random.chance(ANOMALIES_A_DAY * activity) ? anomalyOf(anomalyKind(anomaly.random), anomaly, repeatable) : [],
    );
  }

  function happen(draft: Draft, day: PostingDay): Entry[] {
    const entries = book.post(draft, day);
    const entry = entries.at(-1);
    if (entry && draft.fate)
      aftermath.plan(draft, { transaction: entry.transaction, role: roleOf(entry) ?? draft.role, epochDay: day.epochDay });
    return entries;
  }

  const roleOf = ({ transaction }: Entry) => book.accounts.find(({ accountId }) => accountId === transaction.accountId)?.role;

  return { persona, book, live };
}

/** Balances before the first day: the everyday account somewhere below its ceiling. */
function openingsOf(seed: number, persona: Persona): Partial<Record<Role, number>> {
  const random = randomOf(seed, persona.index, 'openings');
  const openings: Partial<Record<Role, number>> = {
    primary: Math.round(persona.ceiling * random.next()),
    reserve: Math.round(persona.outgoings * persona.monthsSaved),
  };
  if (persona.hasCard) openings.card = -Math.round(persona.outgoings * random.between(0.02, 0.15));
  const emi = persona.obligations.find(({ key }) => key === 'own loan');
  if (emi) openings.loan = -emi.base * (60 + random.int(60));
  return openings;
}
