import { AppError } from '@munshi/service-kit/errors';
import { fitScorecard } from '../../domain/anomaly/fit-scorecard.ts';
import { weigh } from '../../domain/anomaly/scorecard.ts';
import { SCORED_FEATURES } from '../../domain/anomaly/scored-features.ts';
import { DAY_SECONDS } from '../../domain/features/moment-list.ts';
import type { CardPayment } from './card-payments.ts';
import { type RankingFigures, rankingFigures } from './ranking.ts';
import { type ReplayedPayment, replay } from './replay.ts';

/** Inclusive calendar dates. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

export interface AnomalyQuestion {
  readonly payments: readonly CardPayment[];
  readonly train: DateRange;
  readonly test: DateRange;
}

export interface AnomalyFigures {
  readonly amountsOnly: RankingFigures;
  readonly delayedLabels: RankingFigures;
  /** Null where the train dates hold too few labels to fit on. */
  readonly supervised: RankingFigures | null;
  readonly counts: { readonly train: number; readonly test: number; readonly testFrauds: number; readonly leftOut: number };
  /** The same figures against the frauds of one scenario at a time. */
  readonly scenarios: Readonly<Record<string, Omit<AnomalyFigures, 'counts' | 'scenarios'>>>;
}

/** Labels are looked at when they are a week old, as in the handbook. */
export const DELAY_DAYS = 7;

/**
 * The handbook's protocol: fitted on the train dates, judged on the test dates without the cards known to be compromised
 * (Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection, chapters 3.4 and 4).
 * @throws AppError `RANGE_EMPTY` where the file has no payment of a range
 */
export function evaluateAnomalies({ payments, train, test }: AnomalyQuestion): AnomalyFigures {
  const isTrain = ({ date }: CardPayment) => date >= train.from && date <= train.to;
  const isTest = ({ date }: CardPayment) => date >= test.from && date <= test.to;
  const learned: ReplayedPayment[] = [];
  const judged: ReplayedPayment[] = [];
  const isWanted = (payment: CardPayment) => isTrain(payment) || isTest(payment);
  for (const one of replay(payments, { delayDays: DELAY_DAYS, isWanted })) (isTrain(one.payment) ? learned : judged).push(one);
  for (const [name, found, { from, to }] of [['train', learned, train] as const, ['test', judged, test] as const]) {
    if (found.length === 0)
      throw new AppError(`No payment from ${from} to ${to} (--${name}).`, { code: 'RANGE_EMPTY', failure: 'invalid' });
  }
  const kept = withoutCompromised(judged, { payments, train });
  const card = fitScorecard({
    names: SCORED_FEATURES,
    rows: learned.map(({ features }) => features),
    labels: learned.map(({ payment }) => payment.isFraud),
  });
  const score: Scores = {
    amountsOnly: ({ amountPoints }) => amountPoints,
    delayedLabels: ({ labelPoints }) => labelPoints,
    supervised: card === null ? null : ({ features }) => weigh(card, features).logOdds,
  };
  const testFrauds = kept.filter(({ payment }) => payment.isFraud).length;
  return {
    ...figuresOf(kept, score),
    counts: { train: learned.length, test: kept.length, testFrauds, leftOut: judged.length - kept.length },
    scenarios: Object.fromEntries(scenariosOf(kept).map((scenario) => [scenario, figuresOf(ofScenario(kept, scenario), score)])),
  };
}

type Score = (one: ReplayedPayment) => number;
interface Scores {
  readonly amountsOnly: Score;
  readonly delayedLabels: Score;
  readonly supervised: Score | null;
}

function figuresOf(kept: readonly ReplayedPayment[], { amountsOnly, delayedLabels, supervised }: Scores) {
  const figures = (score: Score) =>
    rankingFigures(
      kept.map((one) => {
        const { date, customerId, isFraud } = one.payment;
        return { date, customerId, isFraud, score: score(one) };
      }),
    );
  return {
    amountsOnly: figures(amountsOnly),
    delayedLabels: figures(delayedLabels),
    supervised: supervised === null ? null : figures(supervised),
  };
}

function scenariosOf(kept: readonly ReplayedPayment[]): number[] {
  return [...new Set(kept.flatMap(({ payment: { isFraud, scenario } }) => (isFraud && scenario !== null ? [scenario] : [])))].sort();
}

function ofScenario(kept: readonly ReplayedPayment[], scenario: number): ReplayedPayment[] {
  return kept.filter(({ payment }) => !payment.isFraud || payment.scenario === scenario);
}

/** Without the payments of cards with a fraud, from the train dates on, that was known when the day of the payment began. */
function withoutCompromised(
  judged: readonly ReplayedPayment[],
  { payments, train }: Pick<AnomalyQuestion, 'payments' | 'train'>,
): ReplayedPayment[] {
  const first = new Map<string, number>();
  for (const { customerId, isFraud, date } of payments) {
    if (!isFraud || date < train.from || first.has(customerId)) continue;
    first.set(customerId, dayOf(date));
  }
  return judged.filter(({ payment }) => {
    const day = first.get(payment.customerId);
    return day === undefined || day + DELAY_DAYS >= dayOf(payment.date);
  });
}

function dayOf(date: string): number {
  return Date.parse(date) / 1000 / DAY_SECONDS;
}
