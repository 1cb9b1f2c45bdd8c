import { setImmediate as pause } from 'node:timers/promises';
import type { Database } from '@munshi/database/database';
import type { Delivery } from '@munshi/delivery/delivery';
import { dateIn } from '@munshi/events/calendar-date';
import { contentHash } from '@munshi/events/event-id';
import type { Clock } from '@munshi/service-kit/clock';
import { fitPrior, fitSegmentPriors, type OneOfEverybody } from '../domain/anomaly/prior.ts';
import { type DueState, dueCashflow, dueChurn, dueRecommendations, dueRecurring, dueSegments } from '../domain/apply/due-states.ts';
import type { CustomerState } from '../domain/customer/customer-state.ts';
import { type CustomerFeatures, featuresOf } from '../domain/segments/customer-features.ts';
import { fitSegments } from '../domain/segments/segment-model.ts';
import { emitState } from '../handlers/insight-events.ts';
import type { AnalyticsMetrics } from '../metrics.ts';
import { customerPage, ledgerFigures, loadStates, sampleStates, storeStates } from '../store/customer-repository.ts';
import { loadModels, type Models, NO_MODELS, storeModels } from '../store/model-repository.ts';
import { fitToLabels } from './fit-to-labels.ts';
import { layAhead } from './lay-ahead.ts';
import { moneyAhead } from './money-ahead.ts';

export interface CompareOptions {
  readonly database: Database;
  readonly delivery: Pick<Delivery, 'transaction' | 'state'>;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly currency: string;
  readonly metrics: AnalyticsMetrics;
}

/** The models of everybody, and what follows of them for each customer. */
export interface CompareCustomers {
  /** The newest models this instance has read. */
  models(): Models;
  /** Reads models that another instance has fitted. */
  refresh(): Promise<void>;
  /** Fits where the ledger's newest day has moved on or customers have come, and what has come is applied; true when it did. */
  run(signal?: AbortSignal): Promise<boolean>;
}

/** As many customers as tell what everybody is like; they are chosen by hash, so that a fit of a large bank stays small. */
const MOST_COMPARED = 5_000;
const READ_AT_ONCE = 100;
const SAID_AT_ONCE = 20;
/** Fewer unapplied events than this are a live feed, more are a load; a load is waited for, but not for ever. */
const LIVE_LAG = 100;
const LONGEST_WAIT_MS = 10 * 60_000;

export function createCompareCustomers(options: CompareOptions): CompareCustomers {
  const { database, clock } = options;
  let models: Models = NO_MODELS;
  let wasCaughtUp = false;
  let waitingSince: number | null = null;

  async function refresh(): Promise<void> {
    models = await loadModels(database.sql);
  }

  async function run(signal?: AbortSignal): Promise<boolean> {
    await refresh();
    const { customers, newestDate } = await ledgerFigures(database.sql, dateIn(options.timeZone, clock.now()));
    if (newestDate === null || !isAnother({ customers, newestDate }, models.fitted)) return false;
    const { lagMessages } = await options.delivery.state();
    const isCaughtUp = lagMessages !== null && lagMessages <= LIVE_LAG;
    const holdsStill = isCaughtUp && wasCaughtUp;
    wasCaughtUp = isCaughtUp;
    waitingSince ??= clock.now().getTime();
    if (!holdsStill && clock.now().getTime() - waitingSince < LONGEST_WAIT_MS) return false;
    const fresh = { ...(await fit(options)), ...(await fitToLabels(database.sql, newestDate)) };
    await storeModels(database.sql, { ...fresh, fitted: models.fitted });
    models = { ...fresh, fitted: models.fitted };
    options.metrics.fits.inc();
    if (!(await sayToEverybody(options, { models, asOf: newestDate, signal }))) return false;
    // only now: what fails half way is done again, and what was said already is not said twice
    models = { ...fresh, fitted: { customers, newestDate } };
    await storeModels(database.sql, models);
    waitingSince = null;
    return true;
  }

  return { models: () => models, refresh, run };
}

async function fit({ database, currency }: CompareOptions): Promise<Pick<Models, 'prior' | 'segmentPriors' | 'segments'>> {
  const features: CustomerFeatures[] = [];
  const customers: OneOfEverybody[] = [];
  for (let offset = 0; offset < MOST_COMPARED; offset += READ_AT_ONCE) {
    const states = await sampleStates(database.sql, { offset, limit: READ_AT_ONCE });
    for (const state of states) {
      customers.push({ segment: state.segment, categories: state.habits.categories });
      const own = featuresOf(state, currency);
      if (own !== null) features.push(own);
    }
    if (states.length < READ_AT_ONCE) break;
    await pause();
  }
  const prior = fitPrior(customers.map(({ categories }) => categories));
  return { prior, segmentPriors: fitSegmentPriors(customers, prior), segments: fitSegments(features, contentHash) };
}

interface Saying {
  readonly models: Models;
  readonly asOf: string;
  readonly signal: AbortSignal | undefined;
}

/** Whether the day has moved on, or a tenth more or fewer customers are there. */
function isAnother(now: NonNullable<Models['fitted']>, fitted: Models['fitted']): boolean {
  if (fitted === null || now.newestDate > fitted.newestDate) return true;
  return Math.abs(now.customers - fitted.customers) > fitted.customers / 10;
}

/** Groups, outlook, advice, recurring payments and balances ahead of every customer as of the ledger's newest date; only what changed is said. False when it was stopped. */
async function sayToEverybody(options: CompareOptions, { models, asOf, signal }: Saying): Promise<boolean> {
  const { database, delivery, currency } = options;
  const next = (after: string) => customerPage(database.sql, after, SAID_AT_ONCE);
  for (let page = await next(''); page.length > 0; page = await next(page.at(-1) ?? '')) {
    if (signal?.aborted) return false;
    // read and computed before the transaction: on one machine an open one stops everybody else
    const ahead = await moneyAhead(database.sql, { customerIds: page, asOf, currency });
    await delivery.transaction({ customer: page }, async (unit) => {
      // who was erased since the page was read has an empty state: it is not to come back
      const states = [...(await loadStates(unit.tx, page)).values()].filter(({ span }) => span !== null);
      await layAhead(unit, { states, ahead, asOf });
      for (const state of states) {
        const own = ahead.get(state.customerId);
        const due = [
          ...dueSegments(state, { model: models.segments, currency }),
          ...dueChurn(state, asOf),
          ...dueRecommendations(state, own?.lows ?? {}, asOf),
          ...dueRecurring(state, own?.streams ?? [], asOf),
          ...dueCashflow(state, { forecast: own?.forecast ?? null, asOf, currency }),
        ];
        for (const one of due) emitState(unit, one, causeOf(one, { asOf, state }));
      }
      await storeStates(unit.tx, states);
    });
    await pause();
  }
  return true;
}

/** A job's cause is its date, with the sequence: on one date a state may change twice. Its mark is that of the customer's newest event. */
function causeOf(due: DueState, { asOf, state }: { readonly asOf: string; readonly state: CustomerState }) {
  return { id: `${asOf} ${due.sequence}`, time: `${asOf}T00:00:00Z`, intake: state.intake };
}
