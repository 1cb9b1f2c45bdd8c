import { HOURS } from './calibration.ts';
import type { Random } from './random.ts';

const UP_TO = HOURS.map((_, hour) => HOURS.slice(0, hour).reduce((sum, share) => sum + share, 0));
const ALL = UP_TO[23] as number;

/** One of the hours at which people buy, as often as they do. */
export function hourOf(random: Random, [from, to]: readonly [from: number, to: number] = [0, 24]): number {
  const [low, high] = [UP_TO[from] as number, UP_TO[to] ?? ALL + (HOURS[23] as number)];
  const at = low + (high - low) * random.next();
  let hour = from;
  while (hour + 1 < to && (UP_TO[hour + 1] as number) <= at) hour += 1;
  return hour;
}
