import { addDays } from '@munshi/events/calendar-date';
import type { Intake } from '@munshi/events/event';
import { type Moment, momentKey } from './moment.ts';

/** What was last said of a key. */
export interface SaidMoment {
  readonly bucket: string;
  /** The mark that it was said with: history tells nobody. */
  readonly intake: Intake;
  readonly staleFrom: string;
  /** How often it was said in each bucket; not kept by the first version, which had said it once. */
  readonly times?: Readonly<Record<string, number>>;
}

export interface DueMoment extends Moment {
  /** Which saying of it this is, from 1. */
  readonly sequence: number;
}

/** A key is remembered for so long after it is stale: what comes back in its month is no news. */
const DAYS_REMEMBERED = 62;
/** Steps of a size that are news: one is not, or a rupee at its edge would be. */
const STEPS_OF_NEWS = 2;

function isOther(before: string, now: string): boolean {
  const steps = Math.abs(Number(before) - Number(now));
  return before !== now && (Number.isNaN(steps) || steps >= STEPS_OF_NEWS);
}

/** By semantic key. */
export type SaidMoments = Record<string, SaidMoment>;

interface Saying {
  readonly said: SaidMoments;
  readonly asOf: string;
  readonly intake: Intake;
  /** Counts as said, without being said. */
  isToldElsewhere?(moment: Moment): boolean;
}

/**
 * Those that are to be said: not stale, and not said before in that bucket; what is still so and was said while history came
 * is said once more by what is live. Remembers them, and in the end forgets what is stale; changes `said`.
 */
export function dueMoments(found: readonly Moment[], { said, asOf, intake, isToldElsewhere = () => false }: Saying): DueMoment[] {
  for (const [key, { staleFrom }] of Object.entries(said)) if (addDays(staleFrom, DAYS_REMEMBERED) <= asOf) delete said[key];
  return found.flatMap((moment) => {
    if (moment.staleFrom <= asOf) return [];
    const key = momentKey(moment);
    const { bucket, staleFrom } = moment;
    const last = said[key];
    const isNews = last === undefined || isOther(last.bucket, bucket);
    const isLiveNow = moment.isPresent && intake === 'live' && last?.intake === 'history';
    if (!isNews && !isLiveNow) {
      // a low balance that comes a day later each day is still the same one
      if (staleFrom > last.staleFrom) said[key] = { ...last, staleFrom };
      return [];
    }
    const times = last === undefined ? {} : (last.times ?? { [last.bucket]: 1 });
    if (isToldElsewhere(moment)) {
      said[key] = { bucket, intake, staleFrom, times };
      return [];
    }
    const sequence = (times[bucket] ?? 0) + 1;
    said[key] = { bucket, intake, staleFrom, times: { ...times, [bucket]: sequence } };
    return [{ ...moment, sequence }];
  });
}
