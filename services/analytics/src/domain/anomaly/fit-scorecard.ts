import { bestCuts } from './best-cuts.ts';
import { binOf, probabilityOf, type Scorecard, type TrainingRows } from './scorecard.ts';

/** Weight of the ridge that draws a bin to zero: as if four payments more, half of them of either kind, had been seen. */
const RIDGE = 1;
const SWEEPS = 40;
/** Fewer disowned payments than this teach chance, not habit. */
export const LEAST_LABELLED = 30;

/** A scorecard fitted on labelled payments; null where too few are of either kind. Deterministic. */
export function fitScorecard({ names, rows, labels, weights: worth }: TrainingRows): Scorecard | null {
  const positives = labels.filter(Boolean).length;
  if (positives < LEAST_LABELLED || rows.length - positives < LEAST_LABELLED) return null;
  const columns = names.map((_, feature) => {
    const values = rows.map((row) => row[feature] ?? null);
    const cuts = bestCuts(values, labels, worth);
    return { cuts, bins: Uint8Array.from(values, (value) => binOf(cuts, value)), weights: new Array<number>(cuts.length + 2).fill(0) };
  });
  const worths = Float64Array.from(rows, (_, row) => worth?.[row] ?? 1);
  const of = (label: boolean) => worths.reduce((sum, one, row) => (labels[row] === label ? sum + one : sum), 0);
  const base = Math.log(of(true) / of(false));
  const logOdds = new Float64Array(rows.length).fill(base);
  const targets = Float64Array.from(labels, Number);
  const fitting = { logOdds, targets, worths };
  let intercept = base;
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of columns) if (column.cuts.length > 0) step(column, fitting);
    intercept += centre(fitting);
  }
  const features = names.map((name, at) => ({ name, cuts: columns[at]?.cuts ?? [], weights: (columns[at]?.weights ?? []).map(rounded) }));
  return { intercept: rounded(intercept), features };
}

interface Column {
  readonly bins: Uint8Array;
  readonly weights: number[];
}

interface Fitting {
  readonly logOdds: Float64Array;
  readonly targets: Float64Array;
  readonly worths: Float64Array;
}

/** One Newton step of all bins of a feature; changes weights and log odds. */
function step({ bins, weights }: Column, { logOdds, targets, worths }: Fitting): void {
  const gradient = new Float64Array(weights.length);
  const curvature = new Float64Array(weights.length);
  for (let row = 0; row < bins.length; row += 1) {
    const bin = bins[row] as number;
    const chance = probabilityOf(logOdds[row] as number);
    const worth = worths[row] as number;
    gradient[bin] = (gradient[bin] as number) + worth * ((targets[row] as number) - chance);
    curvature[bin] = (curvature[bin] as number) + worth * chance * (1 - chance);
  }
  const moves = Float64Array.from(weights, (weight, bin) => {
    const move = ((gradient[bin] as number) - RIDGE * weight) / ((curvature[bin] as number) + RIDGE);
    return Math.max(-2, Math.min(2, move));
  });
  moves.forEach((move, bin) => {
    weights[bin] = (weights[bin] as number) + move;
  });
  for (let row = 0; row < bins.length; row += 1) logOdds[row] = (logOdds[row] as number) + (moves[bins[row] as number] as number);
}

/** Moves all log odds so that the chances add up to the labelled; gives the move. */
function centre({ logOdds, targets, worths }: Fitting): number {
  let gradient = 0;
  let curvature = 0;
  for (let row = 0; row < logOdds.length; row += 1) {
    const chance = probabilityOf(logOdds[row] as number);
    const worth = worths[row] as number;
    gradient += worth * ((targets[row] as number) - chance);
    curvature += worth * chance * (1 - chance);
  }
  const move = Math.max(-1, Math.min(1, gradient / (curvature + 1e-9)));
  for (let row = 0; row < logOdds.length; row += 1) logOdds[row] = (logOdds[row] as number) + move;
  return move;
}

function rounded(weight: number): number {
  return Math.round(weight * 1e6) / 1e6;
}
