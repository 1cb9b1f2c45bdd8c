import { ANOMALIES_A_DAY, anomalyKind, anomalyOf } from './anomalies.ts';
import { type Day, dayAt, midnightOf } from './calendar.ts';
import { HOURS } from './calibration.ts';
import { activityOn } from './churn.ts';
import type { Draft } from './draft.ts';
import { liveIdOf, MOST_FEEDS } from './ids.ts';
import type { Life } from './life.ts';
import { COPIED_CARDS, createTerminals, type Happening } from './live-terminals.ts';
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
/** Share of money between people and of cash. */
const PETTY = 0.06;
const NIGHT_ENDS = 6;

interface Moment {
  readonly day: Day;
  readonly now: Date;
  readonly random: Random;
}

export function createLiveFeed(seed: number, lives: readonly Life[], options: LiveFeedOptions & { readonly firstDay: number }): LiveFeed {
  const { feed = 0, anomalies = ANOMALIES_A_DAY / 2, firstDay } = options;
  if (!Number.isInteger(feed) || feed < 0 || feed >= MOST_FEEDS) throw new RangeError(`feed must be 0 to ${MOST_FEEDS - 1}, not ${feed}`);
  const queue: Happening[] = [];
  const terminals = createTerminals();
  const nextId = liveIds(seed, feed);
  let sequence = options.sequence ?? 0;

  function next(now: Date): Entry[] {
    const moment = { day: dayFrom(firstDay, now), now, random: randomOf(seed, feed, sequence, 'live') };
    sequence += 1;
    const waiting = queue.shift();
    if (waiting) return post(waiting, moment);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const [first, ...others] = happenings(moment);
      const entries = first ? post(first, moment) : [];
      if (entries.length === 0) continue;
      queue.push(...others);
      return entries;
    }
    return [];
  }

  function happenings(moment: Moment): readonly Happening[] {
    const at = moment.random.next();
    const copied = at < anomalies * COPIED_CARDS ? terminals.copied(moment) : [];
    if (copied.length > 0) return copied;
    const life = moment.random.weighted(lives, ({ persona }) => eagerness(persona, moment));
    const drafts =
      at < anomalies ? oddDrafts(life, moment) : at < anomalies + PETTY ? pettyDrafts(life, moment) : [purchaseNow(life, moment)];
    return drafts.map((draft) => ({ life, draft }));
  }

  function post({ life, draft }: Happening, { now, day }: Moment): Entry[] {
    const { fate: _, ...settled } = draft;
    const made = { ...settled, at: now.getTime() - midnightOf(day.epochDay) };
    const entries = life.book.post(made, { date: day.date, epochDay: day.epochDay, nextId: () => nextId(now) });
    if (entries.length > 0) terminals.learn({ life, draft: made });
    return entries;
  }

  return {
    next,
    pauseMs: (now, perMinute) => pauseAt(now, perMinute, randomOf(seed, feed, sequence, 'pause')),
    get sequence() {
      return sequence;
    },
  };
}

function dayFrom(firstDay: number, now: Date): Day {
  const day = dayAt(now);
  if (day.epochDay < firstDay) throw new RangeError(`the history is not over at ${now.toISOString()}: a live feed begins after it`);
  return day;
}

function pauseAt(now: Date, perMinute: number, random: Random): number {
  const busy = (HOURS[hourOf(dayAt(now), now)] as number) * 24;
  return Math.round((-Math.log(1 - random.next()) * 60_000) / (perMinute * busy));
}

function purchaseNow({ persona }: Life, { day, now, random }: Moment): Draft {
  return purchaseAt(persona, day, { city: homeOn(persona, day.epochDay), isAway: false, random, hour: hourOf(day, now) });
}

function oddDrafts(life: Life, moment: Moment): Draft[] {
  const { persona, book } = life;
  const { day, now, random } = moment;
  const usual = purchaseNow(life, moment);
  const kind = anomalyKind(random, hourOf(day, now) < NIGHT_ENDS);
  const odd = anomalyOf(kind, { persona, day, city: homeOn(persona, day.epochDay), balanceOf: book.balanceOf, random }, usual);
  return kind === 'duplicate-charge' ? [usual, ...odd] : odd;
}

function pettyDrafts({ persona }: Life, { day, random }: Moment): Draft[] {
  for (let attempt = 0; attempt < DAYS_OF_PETTY; attempt += 1) {
    const draft = pettyOf(persona, day, random)[0];
    if (draft) return [draft];
  }
  return [];
}

/** Ids by the time, which never goes back; eight a millisecond. */
function liveIds(seed: number, feed: number): (now: Date) => string {
  let last = { epochMs: 0, count: 0 };
  return (now) => {
    const epochMs = Math.max(now.getTime(), last.epochMs);
    if (epochMs > last.epochMs) last = { epochMs, count: 0 };
    else last = last.count < 7 ? { epochMs, count: last.count + 1 } : { epochMs: epochMs + 1, count: 0 };
    return liveIdOf(seed, feed, last);
  };
}

function hourOf(day: Day, now: Date): number {
  return Math.floor((now.getTime() - midnightOf(day.epochDay)) / 3_600_000);
}

/** How likely it is this customer who pays: by habit; late at night the young and the spenders are up. */
function eagerness(persona: Life['persona'], { day, now }: Moment): number {
  const isNight = hourOf(day, now) < NIGHT_ENDS;
  const isUp = persona.stage === 'student' || persona.temperament.name === 'impulsive';
  return persona.purchasesADay * activityOn(persona, day.epochDay) * (isNight && isUp ? 2.5 : 1);
}
