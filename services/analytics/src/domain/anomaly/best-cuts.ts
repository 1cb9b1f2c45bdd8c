/** Rows that a bin holds at least. */
const LEAST_ROWS = 40;
const MOST_DEPTH = 3;
/** Nats of log likelihood that a cut must gain: less is what chance gives among so many places to cut. */
const LEAST_GAIN = 8;

/**
 * Where to cut a feature so that its bins tell the labels apart best: recursive halving by gain in log likelihood, as a
 * decision tree of one feature does (Fayyad and Irani 1993, with a fixed price of a cut). At most 2^depth bins. Rising.
 */
export function bestCuts(values: readonly (number | null)[], labels: readonly boolean[]): number[] {
  const known = values.flatMap((value, at) => (value === null ? [] : [{ value, label: labels[at] ? 1 : 0 }]));
  known.sort((left, right) => left.value - right.value);
  const sorted = Float64Array.from(known, ({ value }) => value);
  const before = new Uint32Array(known.length + 1);
  known.forEach(({ label }, at) => {
    before[at + 1] = (before[at] as number) + label;
  });
  return cutsWithin({ sorted, before }, { from: 0, to: sorted.length, depth: MOST_DEPTH });
}

interface Sorted {
  readonly sorted: Float64Array;
  /** Labelled before an index. */
  readonly before: Uint32Array;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

function cutsWithin(data: Sorted, { from, to, depth }: Stretch): number[] {
  if (depth === 0 || to - from < 2 * LEAST_ROWS) return [];
  const { sorted, before } = data;
  const labelled = (start: number, end: number) => (before[end] as number) - (before[start] as number);
  const whole = likelihood(labelled(from, to), to - from);
  let best = { gain: LEAST_GAIN, at: -1 };
  for (let at = from + LEAST_ROWS; at <= to - LEAST_ROWS; at += 1) {
    if (sorted[at] === sorted[at - 1]) continue;
    const gain = likelihood(labelled(from, at), at - from) + likelihood(labelled(at, to), to - at) - whole;
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
