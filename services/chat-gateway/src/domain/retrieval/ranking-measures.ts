export interface RankingMeasures {
  readonly recallAt1: number;
  readonly recallAt5: number;
  readonly recallAt10: number;
  /** Mean of 1 / the place of the first relevant document; 0 where none was found. */
  readonly mrr: number;
}

export interface RankedAnswer {
  /** Documents, best first. */
  readonly ranked: readonly string[];
  readonly relevant: ReadonlySet<string>;
}

/** Recall at k is the share of the relevant documents among the first k; all figures are means over the questions. */
export function rankingMeasures(answers: readonly RankedAnswer[]): RankingMeasures {
  const mean = (figureOf: (answer: RankedAnswer) => number): number =>
    answers.length === 0 ? 0 : answers.reduce((sum, answer) => sum + figureOf(answer), 0) / answers.length;
  const recallAt = (k: number) =>
    mean(({ ranked, relevant }) => ranked.slice(0, k).filter((id) => relevant.has(id)).length / Math.max(1, relevant.size));
  const mrr = mean(({ ranked, relevant }) => {
    const place = ranked.findIndex((id) => relevant.has(id));
    return place < 0 ? 0 : 1 / (place + 1);
  });
  return { recallAt1: recallAt(1), recallAt5: recallAt(5), recallAt10: recallAt(10), mrr };
}
