import { averagePrecision, tiesOf } from '../../domain/anomaly/average-precision.ts';

/** How well scores put the labelled before the others. */
export interface RankingFigures {
  readonly auc: number;
  readonly averagePrecision: number;
  readonly cardPrecisionAt100: number;
}

export interface RankedPayment {
  readonly date: string;
  readonly customerId: string;
  readonly isFraud: boolean;
  readonly score: number;
}

const CARDS_A_DAY = 100;

export function rankingFigures(payments: readonly RankedPayment[]): RankingFigures {
  return {
    auc: areaUnderRoc(payments),
    averagePrecision: averagePrecision(payments),
    cardPrecisionAt100: cardPrecision(payments, CARDS_A_DAY),
  };
}

/** Chance that a labelled payment scores higher than another; ties count half. */
export function areaUnderRoc(payments: readonly Pick<RankedPayment, 'isFraud' | 'score'>[]): number {
  let frauds = 0;
  let others = 0;
  let area = 0;
  for (const tied of tiesOf(payments)) {
    const hits = tied.filter(({ isFraud }) => isFraud).length;
    const misses = tied.length - hits;
    area += misses * (frauds + hits / 2);
    frauds += hits;
    others += misses;
  }
  return frauds === 0 || others === 0 ? Number.NaN : area / (frauds * others);
}

/** Share of compromised cards among the so many with the highest score, a day's mean; a card once found is looked at no more. */
export function cardPrecision(payments: readonly RankedPayment[], cards: number): number {
  const found = new Set<string>();
  const days = [...Map.groupBy(payments, ({ date }) => date)].sort(([left], [right]) => (left < right ? -1 : 1));
  const precisions = days.map(([, ofDay]) => {
    const byCard = [...Map.groupBy(ofDay, ({ customerId }) => customerId)]
      .filter(([customerId]) => !found.has(customerId))
      .map(([customerId, own]) => ({
        customerId,
        score: Math.max(...own.map(({ score }) => score)),
        isCompromised: own.some(({ isFraud }) => isFraud),
      }))
      .sort((left, right) => right.score - left.score || (left.customerId < right.customerId ? -1 : 1));
    const hits = byCard.slice(0, cards).filter(({ isCompromised }) => isCompromised);
    for (const { customerId } of hits) found.add(customerId);
    return hits.length / cards;
  });
  return precisions.reduce((sum, precision) => sum + precision, 0) / precisions.length;
}
