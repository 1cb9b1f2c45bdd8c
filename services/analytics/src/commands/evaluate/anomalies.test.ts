import { describe, expect, it } from 'vitest';
import { averagePrecision } from '../../domain/anomaly/average-precision.ts';
import { evaluateAnomalies } from './anomalies.ts';
import type { CardPayment } from './card-payments.ts';
import { areaUnderRoc, cardPrecision } from './ranking.ts';
import { replay } from './replay.ts';

const DAY = 86_400;
const START = Date.parse('2026-01-01T00:00:00Z') / 1000;

/** Forty days, twenty cards, five payments a card and day. Each day another card pays twentyfold; merchant m4 is disowned from the tenth day on. */
function payments(): CardPayment[] {
  const made: CardPayment[] = [];
  for (let day = 0; day < 40; day += 1)
    for (let number = 0; number < 100; number += 1) {
      const card = number % 20;
      const at = START + day * DAY + number * 600;
      const isLarge = card === day % 20 && number < 20;
      const merchant = `m${(number * 7 + day) % 25}`;
      made.push({
        transactionId: `${day}-${number}`,
        // the cards at m4 are new each time: a card known to be compromised is judged no more
        customerId: merchant === 'm4' ? `new ${day}-${number}` : `c${card}`,
        merchantId: merchant,
        at,
        date: new Date(at * 1000).toISOString().slice(0, 10),
        minor: (1_000 + ((number * 37 + day * 11) % 500)) * (isLarge ? 20 : 1),
        isFraud: isLarge || (merchant === 'm4' && day >= 10),
        scenario: isLarge ? 3 : merchant === 'm4' && day >= 10 ? 2 : 0,
      });
    }
  return made;
}

const train = { from: '2026-01-20', to: '2026-01-26' };
const test = { from: '2026-02-03', to: '2026-02-09' };

describe('the protocol', () => {
  it('finds what the amount, the old labels and the model can tell, each more than the one before', () => {
    const { amountsOnly, delayedLabels, supervised, counts, scenarios } = evaluateAnomalies({ payments: payments(), train, test });
    expect(counts).toMatchObject({ train: 700 });
    expect(scenarios['3']?.amountsOnly.auc).toBeGreaterThan(0.95);
    expect(delayedLabels.auc).toBeGreaterThan(amountsOnly.auc);
    expect(supervised?.averagePrecision).toBeGreaterThan(0.9);
  });

  it('reads no label younger than the delay', () => {
    const isWanted = ({ date }: CardPayment) => date >= test.from;
    const flipped = payments().map((payment) => (payment.date >= test.from ? { ...payment, isFraud: !payment.isFraud } : payment));
    const scores = (of: CardPayment[]) =>
      [...replay(of, { delayDays: 7, isWanted })].map(({ features, labelPoints }) => [...features, labelPoints]);
    expect(scores(flipped)).toEqual(scores(payments()));
    const older = payments().map((payment) => ({ ...payment, isFraud: payment.date < test.from && !payment.isFraud }));
    expect(scores(older)).not.toEqual(scores(payments()));
  });

  it('says which range is empty', () => {
    const empty = { from: '2027-01-01', to: '2027-01-02' };
    expect(() => evaluateAnomalies({ payments: payments(), train, test: empty })).toThrow(/No payment from 2027-01-01 .*--test/);
  });
});

describe('ranking figures', () => {
  const ranked = (scores: readonly [number, boolean][]) => scores.map(([score, isFraud]) => ({ score, isFraud }));

  it('are those of scikit-learn, ties included', () => {
    const some = ranked([
      [0.9, true],
      [0.8, false],
      [0.8, true],
      [0.3, false],
      [0.1, true],
    ]);
    expect(areaUnderRoc(some)).toBeCloseTo(3.5 / 6, 10);
    expect(averagePrecision(some)).toBeCloseTo(1 / 3 + (1 / 3) * (2 / 3) + (1 / 3) * (3 / 5), 10);
  });

  it('look at a compromised card once', () => {
    const of = (date: string, customerId: string, score: number, isFraud: boolean) => ({ date, customerId, score, isFraud });
    const days = [of('d1', 'a', 0.9, true), of('d1', 'b', 0.1, false), of('d2', 'a', 0.9, true), of('d2', 'b', 0.1, false)];
    expect(cardPrecision(days, 1)).toBe(0.5);
  });
});
