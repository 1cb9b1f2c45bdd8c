import { fractionOf, randomOf } from './random.ts';

/**
 * How somebody leaves. `gradual`: everything fades. `sudden`: one day the money goes elsewhere and nothing follows.
 * `silent`: the income and the purchases go elsewhere, the account stays, with what is collected from it.
 */
export type ChurnKind = 'gradual' | 'sudden' | 'silent';

export interface Churn {
  readonly kind: ChurnKind;
  /** Epoch day. */
  readonly from: number;
}

/** Days without purchases from which somebody comes back: a long holiday is no leaving. */
export interface Gap {
  readonly from: number;
  /** The first day back. */
  readonly to: number;
}

const KINDS: readonly ChurnKind[] = ['gradual', 'silent', 'sudden'];
/** One customer in so many leaves within the first year. */
const ONE_IN = 17;
const GAPS_A_YEAR = 0.16;
const YEARS = 10;

/** Leaves some months after the history begins, or never. Spread evenly, so that a small bank has its share. */
export function churnOf(seed: number, index: number, firstDay: number): Churn | null {
  const at = index + Math.floor(fractionOf(seed, 'churners') * ONE_IN);
  if (at % ONE_IN !== 0) return null;
  const kind = KINDS[(at / ONE_IN) % KINDS.length] as ChurnKind;
  return { kind, from: firstDay + 120 + Math.floor(fractionOf(seed, index, 'fades') * 100) };
}

export function gapsOf(seed: number, index: number, firstDay: number): Gap[] {
  return Array.from({ length: YEARS }, (_, year) => {
    const random = randomOf(seed, index, year, 'gap');
    const from = firstDay + year * 365 + 30 + random.int(300);
    return random.chance(GAPS_A_YEAR) ? [{ from, to: from + 18 + random.int(24) }] : [];
  }).flat();
}

/** Share of the usual purchases, transfers and withdrawals on a day. */
export function activityOn({ churn, gaps }: { readonly churn: Churn | null; readonly gaps: readonly Gap[] }, epochDay: number): number {
  for (const gap of gaps) if (epochDay >= gap.from && epochDay < gap.to) return 0.02;
  if (churn === null || epochDay < churn.from) return 1;
  if (churn.kind === 'sudden') return 0;
  return churn.kind === 'silent' ? 0.04 : 0.5 ** ((epochDay - churn.from) / 35);
}

/** Whether what falls due is still paid, and still comes in; what a bank collects itself (`isCollected`) it goes on collecting. */
export function isKept(churn: Churn | null, epochDay: number, isCollected: boolean): boolean {
  if (churn === null || epochDay < churn.from) return true;
  if (churn.kind === 'gradual') return 0.5 ** ((epochDay - churn.from) / 35) >= 0.15;
  return churn.kind === 'silent' && isCollected;
}
