export interface Ranked {
  readonly isFraud: boolean;
  readonly score: number;
  /** How many payments it stands for; 1 where it is absent. */
  readonly weight?: number;
}

/** Mean over the labelled of the precision down to them, as scikit-learn has it. */
export function averagePrecision(payments: readonly Ranked[]): number {
  const worth = (some: readonly Ranked[]) => some.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const all = worth(payments.filter(({ isFraud }) => isFraud));
  let seen = 0;
  let hits = 0;
  let sum = 0;
  for (const tied of tiesOf(payments)) {
    const found = worth(tied.filter(({ isFraud }) => isFraud));
    seen += worth(tied);
    hits += found;
    sum += (found / all) * (hits / seen);
  }
  return all === 0 ? Number.NaN : sum;
}

/** Groups of one score, the highest first. */
export function* tiesOf<Item extends { readonly score: number }>(items: readonly Item[]): Generator<Item[]> {
  const sorted = [...items].sort((left, right) => right.score - left.score);
  let tied: Item[] = [];
  for (const item of sorted) {
    if (tied[0] !== undefined && tied[0].score !== item.score) {
      yield tied;
      tied = [];
    }
    tied.push(item);
  }
  if (tied.length > 0) yield tied;
}
