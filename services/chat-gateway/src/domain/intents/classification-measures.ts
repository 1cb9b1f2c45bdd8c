export interface ClassificationMeasures {
  readonly accuracy: number;
  /** Mean of the labels' F1; a label that is never right counts 0. */
  readonly macroF1: number;
}

/** @throws RangeError where there is not one guess for each truth */
export function classificationMeasures(truths: readonly string[], guesses: readonly string[]): ClassificationMeasures {
  if (truths.length !== guesses.length || truths.length === 0) throw new RangeError('every text needs a truth and a guess');
  const right = truths.filter((truth, place) => truth === guesses[place]);
  const [inTruths, inGuesses, inRight] = [truths, guesses, right].map(countsOf) as [Counts, Counts, Counts];
  const labels = [...new Set([...truths, ...guesses])];
  const f1Of = (label: string): number => (2 * (inRight.get(label) ?? 0)) / ((inTruths.get(label) ?? 0) + (inGuesses.get(label) ?? 0));
  return { accuracy: right.length / truths.length, macroF1: labels.reduce((sum, label) => sum + f1Of(label), 0) / labels.length };
}

type Counts = ReadonlyMap<string, number>;

function countsOf(labels: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
