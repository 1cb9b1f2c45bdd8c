import type { Person } from './demography.ts';
import { type Random, randomOf } from './random.ts';

/** What changes how somebody lives. */
export type LifeEventKind = 'job change' | 'move' | 'child' | 'loan' | 'retirement';

export interface LifeEvent {
  readonly kind: LifeEventKind;
  /** Epoch day. */
  readonly on: number;
}

/** A product that is taken up in the course of the history: the id of its document, and the epoch day. */
export interface Uptake {
  readonly product: 'sip' | 'insurance' | 'fixed-deposit';
  readonly on: number;
}

const YEARS = 10;
const RETIRES_AT = 60;

/** At most one a year, by the chances of the age and stage; who works retires at sixty. */
export function lifeEventsOf(who: Person & { readonly firstDay: number }, seed: number, index: number): LifeEvent[] {
  const retires = who.stage === 'salaried' ? who.firstDay + Math.round((RETIRES_AT - who.age) * 365.25) : null;
  const events = Array.from({ length: YEARS }, (_, year) => {
    const random = randomOf(seed, index, year, 'life event');
    const kind = kindIn(who, who.age + year, random);
    const on = who.firstDay + year * 365 + 30 + random.int(280);
    return kind === null || (retires !== null && on > retires - 60) ? [] : [{ kind, on }];
  }).flat();
  return retires === null ? events : [...events, { kind: 'retirement', on: retires }];
}

function kindIn({ stage, household }: Person, age: number, random: Random): LifeEventKind | null {
  const chances: readonly (readonly [LifeEventKind, number])[] = [
    ['job change', stage === 'salaried' ? 0.13 : 0],
    ['move', stage === 'retired' ? 0.02 : 0.1],
    ['child', household.adults >= 2 && age >= 24 && age < 40 && household.children < 3 ? 0.08 : 0],
    ['loan', stage === 'student' ? 0 : 0.06],
  ];
  let left = random.next();
  for (const [kind, chance] of chances) {
    left -= chance;
    if (left < 0) return kind;
  }
  return null;
}
