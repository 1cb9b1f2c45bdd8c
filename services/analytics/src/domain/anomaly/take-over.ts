import { averagePrecision, type Ranked } from './average-precision.ts';
import { fitScorecard } from './fit-scorecard.ts';
import { ALERT_SCORE, type SpeakingScorecard } from './score.ts';
import { type FeatureRow, type Scorecard, weigh } from './scorecard.ts';
import { SCORED_FEATURES } from './scored-features.ts';

/** A payment as it was scored, with what became known of it. */
export interface ScoredPayment {
  readonly date: string;
  /** What the habits gave it, 0..1. */
  readonly habits: number;
  /** As `SCORED_FEATURES`, on the day it was scored. */
  readonly features: FeatureRow;
  /** How many payments it stands for. */
  readonly weight: number;
  readonly isFraud: boolean;
}

export interface TakeOver {
  /** Null where the habits go on speaking. */
  readonly speaking: SpeakingScorecard | null;
  /** Average precision of both on the newest disowned payments, which neither was set on; null where these are too few. */
  readonly compared: { readonly habits: number; readonly scorecard: number; readonly disowned: number; readonly since: string } | null;
}

/** The newest share of the disowned payments is held out. */
const HELD_OUT = 1 / 3;
const LEAST_HELD_OUT = 15;
/** So much better it must rank them: a few held-out payments tell no smaller difference from chance. */
const BETTER_BY = 1.1;
/** Standard errors by which it must find more at the same number of alerts: chance does so one time in twenty. */
const MARGIN = 1.645;

/**
 * Whether a scorecard fitted on what customers said ranks their own later payments better than their habits do, and finds more; if so it is
 * fitted anew on all of them and alerts as often as the habits did. Deterministic; the order of the payments does not matter.
 */
export function fitTakeOver(payments: readonly ScoredPayment[]): TakeOver {
  const dates = payments.flatMap(({ isFraud, date }) => (isFraud ? [date] : [])).sort();
  const since = dates[Math.floor(dates.length * (1 - HELD_OUT))];
  const older = payments.filter(({ date }) => since !== undefined && date < since);
  const heldOut = payments.filter(({ date }) => since !== undefined && date >= since);
  const disowned = heldOut.filter(({ isFraud }) => isFraud).length;
  const tried = disowned < LEAST_HELD_OUT ? null : fit(older);
  if (tried === null || since === undefined) return { speaking: null, compared: null };
  const ranked = (score: (payment: ScoredPayment) => number) =>
    averagePrecision(heldOut.map((one): Ranked => ({ isFraud: one.isFraud, weight: one.weight, score: score(one) })));
  const compared = { habits: ranked(({ habits }) => habits), scorecard: ranked(oddsBy(tried)), disowned, since };
  const isBetter = compared.scorecard > BETTER_BY * compared.habits && findsMore(heldOut, tried);
  const card = isBetter ? fit(payments) : null;
  return { speaking: card === null ? null : { card, threshold: thresholdOf(payments, card) }, compared };
}

/** Whether it finds more of the disowned with as many alerts, by those that one of both finds and the other does not (McNemar 1947). */
function findsMore(heldOut: readonly ScoredPayment[], card: Scorecard): boolean {
  const threshold = thresholdOf(heldOut, card);
  const disowned = heldOut
    .filter(({ isFraud }) => isFraud)
    .map((one) => ({ byHabits: one.habits >= ALERT_SCORE, byCard: oddsBy(card)(one) >= threshold }));
  const gained = disowned.filter(({ byHabits, byCard }) => byCard && !byHabits).length;
  const lost = disowned.filter(({ byHabits, byCard }) => byHabits && !byCard).length;
  return gained - lost > MARGIN * Math.sqrt(gained + lost);
}

function fit(payments: readonly ScoredPayment[]): Scorecard | null {
  return fitScorecard({
    names: SCORED_FEATURES,
    rows: payments.map(({ features }) => features),
    labels: payments.map(({ isFraud }) => isFraud),
    weights: payments.map(({ weight }) => weight),
  });
}

function oddsBy(card: Scorecard) {
  return ({ features }: ScoredPayment): number => weigh(card, features).logOdds;
}

/** The log odds that as many payments reach as the habits alerted on. */
function thresholdOf(payments: readonly ScoredPayment[], card: Scorecard): number {
  const odds = payments.map((one) => ({ odds: oddsBy(card)(one), weight: one.weight })).sort((left, right) => right.odds - left.odds);
  let left = payments.reduce((sum, { habits, weight }) => (habits >= ALERT_SCORE ? sum + weight : sum), 0);
  for (const { odds: reached, weight } of odds) {
    left -= weight;
    if (left <= 0) return reached;
  }
  return odds.at(-1)?.odds ?? 0;
}
