/** Rows that a bin holds at least. */
const LEAST_ROWS = 40;
const MOST_DEPTH = 3;
/** Nats of log likelihood that a cut must gain: less is what chance gives among so many places to cut. */
const LEAST_GAIN = 8;

/**
 * Where to cut a feature so that its bins tell the labels apart best: recursive halving by gain in log likelihood, as a
 * decision tree of one feature does (Fayyad and Irani 1993, with a fixed price of a cut). At most 2^depth bins. Rising.
 */
export function bestCuts(values: readonly (number | null)[], labels: readonly boolean[], worths?: readonly number[]): number[] {
  const known = values.flatMap((value, at) => (value === null ? [] : [{ value, label: labels[at] ? 1 : 0, worth: worths?.[at] ?? 1 }]));
  known.sort((left, right) => left.value - right.value);
  const sorted = Float64Array.from(known, ({ value }) => value);
  const labelled = new Float64Array(known.length + 1);
  const worth = new Float64Array(known.length + 1);
  known.forEach((one, at) => {
    labelled[at + 1] = (labelled[at] as number) + one.label * one.worth;
    worth[at + 1] = (worth[at] as number) + one.worth;
  });
  return cutsWithin({ sorted, labelled, worth }, { from: 0, to: sorted.length, depth: MOST_DEPTH });
}

interface Sorted {
  readonly sorted: Float64Array;
  /** What the labelled before an index stand for, and what all do. */
  readonly labelled: Float64Array;
  readonly worth: Float64Array;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

function cutsWithin(data: Sorted, { from, to, depth }: Stretch): number[] {
  if (depth === 0 || to - from < 2 * LEAST_ROWS) return [];
  const { sorted, labelled, worth } = data;
  const between = (sums: Float64Array, start: number, end: number) => (sums[end] as number) - (sums[start] as number);
  const fit = (start: number, end: number) => likelihood(between(labelled, start, end), between(worth, start, end));
  const whole = fit(from, to);
  let best = { gain: LEAST_GAIN, at: -1 };
  for (let at = from + LEAST_ROWS; at <= to - LEAST_ROWS; at += 1) {
    if (sorted[at] === sorted[at - 1]) continue;
    const gain = fit(from, at) + fit(at, to) - whole;
    if (gain > best.gain) best = { gain, at };
  }
  if (best.at < 0) return [];
  const cut = ((sorted[best.at] as number) + (sorted[best.at - 1] as number)) / 2;
  const rest = { depth: depth - 1 };
  return [...cutsWithin(data, { from, to: best.at, ...rest }), cut, ...cutsWithin(data, { from: best.at, to, ...rest })];
}

/** Log likelihood of so many labelled among rows at their own rate. */
function likelihood(labelled: number, rows: number): number {
  const term = (count: number) => (count === 0 ? 0 : count * Math.log(count / rows));
  return term(labelled) + term(rows - labelled);
}
