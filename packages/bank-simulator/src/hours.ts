import { HOURS } from './calibration.ts';
import type { Random } from './random.ts';

const HOURS_OF_DAY = HOURS.map((share, hour) => ({ hour, share }));

/** One of the hours at which people buy, as often as they do. */
export function hourOf(random: Random, open: readonly [from: number, to: number] = [0, 24]): number {
  const hours = open[0] === 0 && open[1] === 24 ? HOURS_OF_DAY : HOURS_OF_DAY.slice(...open);
  return random.weighted(hours, ({ share }) => share).hour;
}
