import { ANOMALIES_A_DAY, anomalyKind, anomalyOf } from './anomalies.ts';
import { type Day, dayAt, midnightOf } from './calendar.ts';
import { HOURS } from './calibration.ts';
import { activityOn } from './churn.ts';
import type { Draft } from './draft.ts';
import { liveIdOf, MOST_FEEDS } from './ids.ts';
import type { Life } from './life.ts';
import { homeOn } from './persona.ts';
import { pettyOf } from './petty.ts';
import { purchaseAt } from './purchases.ts';
import { type Random, randomOf } from './random.ts';
import type { Entry } from './truth-record.ts';

export interface LiveFeedOptions {
  /** Feeds that run beside each other need numbers of their own, 0 to 15, or their ids could meet. */
  readonly feed?: number;
  /** Where to go on: the number of transactions asked for before. */
  readonly sequence?: number;
  /** Share of anomalies; a demonstration wants more than the history has. */
  readonly anomalies?: number;
}

/** Transactions that happen now, after the history. The same seed, sequence and times give the same transactions. */
export interface LiveFeed {
  /**
   * What happens at `now`, dated so: one transaction as a rule, none when nobody can pay, several only for what is booked at once.
   * Each carries its label. `now` may not go back. @throws RangeError if `now` lies before the end of the history.
   */
  next(now: Date): Entry[];
  /** Milliseconds until the next one, at `perMinute` on a day's average: more in the evening, fewer at night. */
  pauseMs(now: Date, perMinute: number): number;
  readonly sequence: number;
}

const ATTEMPTS = 8;
const DAYS_OF_PETTY = 25;

export function createLiveFeed(seed: number, lives: readonly Life[], options: LiveFeedOptions & { readonly firstDay: number }): LiveFeed {
  const { feed = 0, anomalies = ANOMALIES_A_DAY / 2, firstDay } = options;
  if (!Number.isInteger(feed) || feed < 0 || feed >= MOST_FEEDS) throw new RangeError(`feed must be 0 to ${MOST_FEEDS - 1}, not ${feed}`);
  const queue: { readonly life: Life; readonly draft: Draft }[] = [];
  let sequence = options.sequence ?? 0;
  let lastId = { epochMs: 0, count: 0 };

  function next(now: Date): Entry[] {
    const day = dayAt(now);
    if (day.epochDay < firstDay) throw new RangeError(`the history is not over at ${now.toISOString()}: a live feed begins after it`);
    const random = randomOf(seed, feed, sequence, 'live');
    sequence += 1;
    const waiting = queue.shift();
    if (waiting) return post(waiting.life, waiting.draft, { now, day });
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const life = random.weighted(lives, ({ persona }) => eagerness(persona, day, now));
      const [first, ...others] = draftsFor(life, { day, now, random });
      if (!first) continue;
      const entries = post(life, first, { now, day });
      if (entries.length === 0) continue;
      queue.push(...others.map((draft) => ({ life, draft })));
      return entries;
    }
    return [];
  }

  function draftsFor(life: Life, { day, now, random }: { day: Day; now: Date; random: Random }): Draft[] {
    const { persona, book } = life;
    const hour = hourOf(day, now);
    const city = homeOn(persona, day.epochDay);
    const purchase = () => purchaseAt(persona, day, { city, isAway: false, random, hour });
    const at = random.next();
    if (at < anomalies) {
      const kind = anomalyKind(random);
      const usual = purchase();
      const odd = anomalyOf(kind, { persona, day, city, balanceOf: book.balanceOf, random }, usual);
      return kind === 'duplicate-charge' ? [usual, ...odd] : odd;
    }
    return at < anomalies + 0.06 ? pettyDraft(life, day, random) : [purchase()];
  }

  function pettyDraft({ persona }: Life, day: Day, random: Random): Draft[] {
    for (let attempt = 0; attempt < DAYS_OF_PETTY; attempt += 1) {
      const draft = pettyOf(persona, day, random)[0];
      if (draft) return [draft];
    }
    return [];
  }

  function post({ book }: Life, draft: Draft, { now, day }: { now: Date; day: Day }): Entry[] {
    const { fate: _, ...settled } = draft;
    const at = now.getTime() - midnightOf(day.epochDay);
    return book.post({ ...settled, at }, { date: day.date, epochDay: day.epochDay, nextId: () => nextId(now) });
  }

  function nextId(now: Date): string {
    const epochMs = Math.max(now.getTime(), lastId.epochMs);
    if (epochMs > lastId.epochMs) lastId = { epochMs, count: 0 };
    else lastId = lastId.count < 7 ? { epochMs, count: lastId.count + 1 } : { epochMs: epochMs + 1, count: 0 };
    return liveIdOf(seed, feed, lastId);
  }

  return {
    next,
    pauseMs(now, perMinute) {
      const busy = (HOURS[hourOf(dayAt(now), now)] as number) * 24;
      return Math.round((-Math.log(1 - randomOf(seed, feed, sequence, 'pause').next()) * 60_000) / (perMinute * busy));
    },
    get sequence() {
      return sequence;
    },
  };
}

function hourOf(day: Day, now: Date): number {
  return Math.floor((now.getTime() - midnightOf(day.epochDay)) / 3_600_000);
}

/** How likely it is this customer who pays: by habit; late at night the young and the spenders are up. */
function eagerness(persona: Life['persona'], day: Day, now: Date): number {
  const isNight = hourOf(day, now) < 6;
  const isUp = persona.stage === 'student' || persona.temperament.name === 'impulsive';
  return persona.purchasesADay * activityOn(persona, day.epochDay) * (isNight && isUp ? 2.5 : 1);
}
