import type { AnomalyInsight } from '@munshi/events/insights';
import { fractionDigits } from '@munshi/events/money';
import { CATEGORIES, isCategory } from '@munshi/events/spending';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { toPayment } from './habits.ts';
import { type Scene, type Sign, type SignCode, signsOf } from './signs.ts';
import { usualInCategory } from './usual-amount.ts';

export type AnomalyKind = 'unusual-amount' | 'foreign-merchant' | 'night-burst' | 'duplicate-charge' | 'new-payee' | 'account-drain';

export interface Scored {
  /** 0..1; an alert from `ALERT_SCORE`. */
  readonly score: number;
  readonly kind: AnomalyKind;
  /** Kind and what it is about: "this is normal for me" holds for the key. */
  readonly key: string;
  readonly reasons: AnomalyInsight['reasons'];
  readonly normal: AnomalyInsight['normal'];
}

/** Points at which a score is one half. */
const HALF = 2.5;
export const ALERT_SCORE = 0.5;
/** The middle 80 % of a normal distribution lie within so many deviations. */
const EIGHTY_PERCENT = 1.2816;
/** Own payments of a category before a usual range is claimed. */
const ENOUGH_FOR_A_RANGE = 5;
/** Fewer own payments than this are no usual of one's own: it is everybody's that is meant. */
const ENOUGH_FOR_A_USUAL = 3;

const KIND_OF: Record<SignCode, AnomalyKind> = {
  amount: 'unusual-amount',
  country: 'foreign-merchant',
  duplicate: 'duplicate-charge',
  burst: 'night-burst',
  hour: 'night-burst',
  payee: 'new-payee',
  drain: 'account-drain',
};

/** How strange a payment is for this customer. */
export function scoreOne(scene: Scene): Scored {
  const signs = signsOf(scene).sort((left, right) => right.points - left.points);
  const points = signs.reduce((sum, sign) => sum + sign.points, 0);
  const kind = kindOf(signs);
  const normal = normalRange(scene);
  return {
    score: points / (points + HALF),
    kind,
    key: `${kind}:${subjectOf(kind, scene.entry)}`,
    reasons: signs.map((sign) => ({
      code: sign.code,
      share: Math.round((sign.points / points) * 100) / 100,
      text: wordsOf(sign, scene.entry, normal),
    })),
    normal,
  };
}

/** From this share of the balance on it is the account that is emptied, however large the amount is besides. */
const DRAINED_SHARE = 0.8;

/** The strongest sign names it; but an emptied account, and an unknown payee, say more than that the amount was large. */
function kindOf(signs: readonly Sign[]): AnomalyKind {
  const has = (code: SignCode) => signs.some((sign) => sign.code === code);
  const strongest = signs[0];
  const isDrained = signs.some(({ code, figures }) => code === 'drain' && Number(figures.share) >= DRAINED_SHARE);
  if (isDrained) return 'account-drain';
  if (strongest?.code === 'amount' && has('payee')) return 'new-payee';
  if (strongest === undefined || (strongest.code === 'hour' && !has('burst'))) return 'unusual-amount';
  return KIND_OF[strongest.code];
}

function subjectOf(kind: AnomalyKind, entry: LedgerEntry): string {
  switch (kind) {
    case 'unusual-amount':
      return entry.category;
    case 'foreign-merchant':
      return entry.country ?? entry.category;
    case 'night-burst':
      return 'card';
    default:
      return entry.merchantId ?? entry.category;
  }
}

function normalRange({ habits, prior, entry }: Scene): AnomalyInsight['normal'] {
  const usual = usualInCategory(habits, prior, toPayment(entry).category);
  if (usual.count < ENOUGH_FOR_A_RANGE) return null;
  const bound = (side: -1 | 1) => Math.round(Math.exp(usual.mean + side * EIGHTY_PERCENT * usual.deviation));
  return { low: bound(-1), high: bound(1), currency: entry.currency };
}

function wordsOf({ code, figures }: Sign, entry: LedgerEntry, normal: AnomalyInsight['normal']): string {
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
    case 'hour':
      return `you rarely pay around ${hour}`;
    case 'payee':
      return 'you have not paid this recipient before';
    case 'drain':
      return `it takes ${percent} of the account's balance`;
  }
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
