import type { Draft } from './draft.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import { chargedAgain, isAtTerminal } from './terminals.ts';

/** What somebody does, or what is done to them. */
export interface Happening {
  readonly life: Life;
  readonly draft: Draft;
}

/** Share of the anomalies that begin at a chain's terminals: as in the history. */
export const COPIED_CARDS = 0.05;
/** So many card payments at chains are remembered, and so many cards at most are used at once. */
const REMEMBERED = 200;
const MOST_AT_ONCE = 4;

/** The chains' terminals that a live feed's cards were in, and whose cards are copied there. */
export function createTerminals() {
  let paid: readonly Happening[] = [];

  function learn(happening: Happening): void {
    if (isAtTerminal(happening.draft) && happening.draft.anomaly === undefined) paid = [...paid.slice(1 - REMEMBERED), happening];
  }

  /** Several customers of one chain are charged there once more; none before anybody has paid at one. */
  function copied({ random }: { readonly random: Random }): readonly Happening[] {
    if (paid.length === 0) return [];
    const chain = random.pick(paid).draft.merchant?.id;
    const there = paid.filter(({ draft }) => draft.merchant?.id === chain);
    const customers = [...new Map(there.map((happening) => [happening.life.persona.customerId, happening])).values()];
    const hit = new Set(customers.slice(-MOST_AT_ONCE));
    paid = paid.filter((happening) => !hit.has(happening));
    return [...hit].map(({ life, draft }) => ({ life, draft: chargedAgain(life.persona, draft, random) }));
  }

  return { learn, copied };
}
