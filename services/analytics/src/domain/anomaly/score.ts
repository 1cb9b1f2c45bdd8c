import type { AnomalyInsight } from '@munshi/events/insights';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { toPayment } from './habits.ts';
import type { ReasonCode, Scene, Sign } from './scene.ts';
import { probabilityOf, type Scorecard, weigh } from './scorecard.ts';
import { scoredFeatures, spokenSigns } from './scored-features.ts';
import { signsOf } from './signs.ts';
import { usualInCategory } from './usual-amount.ts';
import { wordsOf } from './words.ts';

export type AnomalyKind =
  | 'unusual-amount'
  | 'foreign-merchant'
  | 'night-burst'
  | 'duplicate-charge'
  | 'new-payee'
  | 'account-drain'
  | 'compromised-merchant'
  | 'stolen-card'
  | 'unusual-place';

export interface Scored {
  /** 0..1; an alert from `ALERT_SCORE`. */
  readonly score: number;
  /** The score by the habits, whoever spoke. */
  readonly habits: number;
  readonly scoredBy: 'habits' | 'scorecard';
  readonly kind: AnomalyKind;
  /** Kind and merchant: "this is normal for me" holds for the key, and for no other merchant. */
  readonly key: string;
  /** What it is about, wider: the same is not told twice a day. */
  readonly episode: string;
  /** Of an alert; empty below. */
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

const KIND_OF: Record<ReasonCode, AnomalyKind> = {
  amount: 'unusual-amount',
  country: 'foreign-merchant',
  duplicate: 'duplicate-charge',
  burst: 'night-burst',
  hour: 'night-burst',
  payee: 'new-payee',
  drain: 'account-drain',
  merchant: 'compromised-merchant',
  velocity: 'night-burst',
  spree: 'stolen-card',
  place: 'unusual-place',
};

/** A scorecard that has taken over from the habits. */
export interface SpeakingScorecard {
  readonly card: Scorecard;
  /** Log odds from which it alerts: as often as the habits did. */
  readonly threshold: number;
}

/** How strange a payment is for this customer: by its habits, or by the scorecard where one has taken over. */
export function scoreOne(scene: Scene, scorecard: SpeakingScorecard | null = null): Scored {
  const signs = signsOf(scene);
  const habits = byHabits(signs);
  const spoken = scorecard === null ? { score: habits, signs } : byScorecard(scene, signs, scorecard);
  const strongestFirst = spoken.signs.toSorted((left, right) => right.points - left.points);
  const kind = kindOf(strongestFirst, scene.entry);
  return {
    score: spoken.score,
    habits,
    scoredBy: scorecard === null ? 'habits' : 'scorecard',
    kind,
    key: `${kind}:${scene.entry.merchantId ?? scene.entry.category}`,
    episode: `${kind}:${subjectOf(kind, scene.entry)}`,
    ...(spoken.score < ALERT_SCORE ? UNEXPLAINED : explained(scene, strongestFirst)),
  };
}

function byHabits(signs: readonly Sign[]): number {
  const points = signs.reduce((sum, sign) => sum + sign.points, 0);
  return points / (points + HALF);
}

function byScorecard(scene: Scene, signs: readonly Sign[], { card, threshold }: SpeakingScorecard) {
  const features = scoredFeatures(scene, signs);
  const { logOdds, shares } = weigh(card, features);
  return { score: probabilityOf(logOdds - threshold), signs: spokenSigns({ signs, features, shares }) };
}

/** What does not alert is not explained: most payments are not. */
const UNEXPLAINED: Pick<Scored, 'reasons' | 'normal'> = { reasons: [], normal: null };

function explained(scene: Scene, signs: readonly Sign[]): Pick<Scored, 'reasons' | 'normal'> {
  const points = signs.reduce((sum, sign) => sum + sign.points, 0);
  const normal = normalRange(scene);
  return {
    reasons: signs.map((sign) => ({
      code: sign.code,
      share: Math.round((sign.points / points) * 100) / 100,
      text: wordsOf(sign, scene.entry, normal),
    })),
    normal,
  };
}

const NIGHT_ENDS = 6;
/** From this share of the balance on it is the account that is emptied, however large the amount is besides. */
const DRAINED_SHARE = 0.8;

/** The strongest sign names it; but an emptied account, and an unknown payee, say more than that the amount was large. */
function kindOf(signs: readonly Sign[], { hour }: LedgerEntry): AnomalyKind {
  const has = (code: ReasonCode) => signs.some((sign) => sign.code === code);
  const strongest = signs[0];
  const isDrained = signs.some(({ code, figures }) => code === 'drain' && Number(figures.share) >= DRAINED_SHARE);
  if (isDrained) return 'account-drain';
  if (strongest?.code === 'amount' && has('payee')) return 'new-payee';
  if (strongest === undefined || (strongest.code === 'hour' && !has('burst'))) return 'unusual-amount';
  if (strongest.code === 'spree' && hour !== null && hour < NIGHT_ENDS) return 'night-burst';
  return KIND_OF[strongest.code];
}

function subjectOf(kind: AnomalyKind, entry: LedgerEntry): string {
  switch (kind) {
    case 'unusual-amount':
      return entry.category;
    case 'foreign-merchant':
      return entry.country ?? entry.category;
    case 'night-burst':
    case 'stolen-card':
      return 'card';
    case 'unusual-place':
      return entry.city ?? entry.category;
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
