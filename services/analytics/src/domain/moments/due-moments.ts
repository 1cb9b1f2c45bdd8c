import type { Intake } from '@munshi/events/event';
import { type Moment, momentKey } from './moment.ts';

/** What was last said of a key. */
export interface SaidMoment {
  readonly bucket: string;
  /** The mark that it was said with: history tells nobody. */
  readonly intake: Intake;
  readonly staleFrom: string;
}

/** Steps of a size that are news: one is not, or a rupee at its edge would be. */
const STEPS_OF_NEWS = 2;

function isOther(before: string, now: string): boolean {
  const steps = Math.abs(Number(before) - Number(now));
  return before !== now && (Number.isNaN(steps) || steps >= STEPS_OF_NEWS);
}

/** By semantic key. */
export type SaidMoments = Record<string, SaidMoment>;

/**
 * Those that are to be said: not stale, and not said before in that bucket; what is still so and was said while history came
 * is said once more by what is live. Remembers them, and forgets what is stale; changes `said`.
 */
export function dueMoments(
  found: readonly Moment[],
  { said, asOf, intake }: { readonly said: SaidMoments; readonly asOf: string; readonly intake: Intake },
): Moment[] {
  for (const [key, { staleFrom }] of Object.entries(said)) if (staleFrom <= asOf) delete said[key];
  return found.filter((moment) => {
    if (moment.staleFrom <= asOf) return false;
    const key = momentKey(moment);
    const last = said[key];
    const isNews = last === undefined || isOther(last.bucket, moment.bucket);
    const isLiveNow = moment.isPresent && intake === 'live' && last?.intake === 'history';
    if (!isNews && !isLiveNow) return false;
    said[key] = { bucket: moment.bucket, intake, staleFrom: moment.staleFrom };
    return true;
  });
}
