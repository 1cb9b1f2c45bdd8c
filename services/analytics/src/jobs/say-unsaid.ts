import { setImmediate as pause } from 'node:timers/promises';
import type { Database } from '@munshi/database/database';
import type { Delivery } from '@munshi/delivery/delivery';
import { dateIn } from '@munshi/events/calendar-date';
import type { Clock } from '@munshi/service-kit/clock';
import {
  type DueState,
  dueCashflow,
  dueChurn,
  dueRecommendations,
  dueRecurring,
  dueSegments,
  dueSpending,
} from '../domain/apply/due-states.ts';
import { lookAgain, outdatedTopics } from '../domain/apply/state-rules.ts';
import type { CustomerState, StateTopic } from '../domain/customer/customer-state.ts';
import { NO_SAVINGS, type Savings } from '../domain/goals/savings.ts';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import { emptyMoney } from '../domain/outlook/money-state.ts';
import { spendingView } from '../domain/outlook/money-view.ts';
import { emitEntry, emitState } from '../handlers/insight-events.ts';
import { customerPage, ledgerFigures, loadStates, storeStates } from '../store/customer-repository.ts';
import { loadModels, type Models } from '../store/model-repository.ts';
import { loadSavings } from '../store/savings-repository.ts';
import { hasUnsaidStates, markStatesSaid, takeUnsaid, unsaidCustomers } from '../store/unsaid-repository.ts';
import { type MoneyAhead, moneyAhead } from './money-ahead.ts';

const ENTRIES_AT_ONCE = 200;
const CUSTOMERS_AT_ONCE = 20;

export interface SayUnsaidOptions {
  readonly database: Database;
  readonly delivery: Pick<Delivery, 'transaction'>;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly currency: string;
}

/**
 * After a rebuild: says, as history and with the next sequence, what a new rule version makes of the past, where that differs from
 * what was said last. Taken up again where a process ended in between.
 */
export async function sayUnsaid(options: SayUnsaidOptions, signal?: AbortSignal): Promise<void> {
  const { database, delivery } = options;
  const next = () => unsaidCustomers(database.sql, ENTRIES_AT_ONCE);
  for (let customers = await next(); customers.length > 0 && !signal?.aborted; customers = await next()) {
    await delivery.transaction({ customer: customers }, async (unit) => {
      for (const entry of await takeUnsaid(unit.tx, customers, ENTRIES_AT_ONCE)) emitEntry(unit, entry, causeOfEntry(entry));
    });
    await pause();
  }
  if (signal?.aborted || !(await hasUnsaidStates(database.sql))) return;
  if (await sayStates(options, signal)) await markStatesSaid(database.sql);
}

function causeOfEntry({ revision, time, date }: LedgerEntry) {
  return { id: `rebuild ${revision}`, time: time ?? `${date}T00:00:00Z`, intake: 'history' } as const;
}

/** False when it was stopped. */
async function sayStates(options: SayUnsaidOptions, signal: AbortSignal | undefined): Promise<boolean> {
  const { database, delivery, clock, timeZone, currency } = options;
  const models = await loadModels(database.sql);
  const { newestDate: asOf } = await ledgerFigures(database.sql, dateIn(timeZone, clock.now()));
  const next = (after: string) => customerPage(database.sql, after, CUSTOMERS_AT_ONCE);
  for (let page = await next(''); page.length > 0 && asOf !== null; page = await next(page.at(-1) ?? '')) {
    if (signal?.aborted) return false;
    const outdated = [...(await database.transaction((tx) => loadStates(tx, page))).values()].flatMap((state) =>
      outdatedTopics(state).length > 0 ? [state.customerId] : [],
    );
    if (outdated.length === 0) continue;
    const ahead = await moneyAhead(database.sql, { customerIds: outdated, asOf, currency });
    await delivery.transaction({ customer: outdated }, async (unit) => {
      const states = [...(await loadStates(unit.tx, outdated)).values()].filter(({ span }) => span !== null);
      const saved = await loadSavings(
        unit.tx,
        states.map((state) => ({ state, money: ahead.get(state.customerId)?.money ?? emptyMoney(state.customerId) })),
      );
      for (const state of states) {
        const scene = { models, currency, asOf, ahead: ahead.get(state.customerId), savings: saved.get(state.customerId) };
        for (const topic of outdatedTopics(state)) {
          lookAgain(state, topic);
          for (const due of DUE[topic](state, scene)) {
            emitState(unit, due, { id: `rebuild ${due.sequence}`, time: `${asOf}T00:00:00Z`, intake: 'history' });
          }
        }
      }
      await storeStates(unit.tx, states);
    });
    await pause();
  }
  return true;
}

interface Scene {
  readonly models: Models;
  readonly currency: string;
  readonly asOf: string;
  readonly ahead: MoneyAhead | undefined;
  /** Of who has goals. */
  readonly savings: Savings | undefined;
}

const DUE: Readonly<Record<StateTopic, (state: CustomerState, scene: Scene) => DueState[]>> = {
  spending: (state, { ahead, savings }) =>
    state.span === null || ahead === undefined
      ? []
      : dueSpending(state, spendingView(state, state.span, { money: ahead.money, savings: savings ?? NO_SAVINGS })),
  segments: (state, { models, currency }) => dueSegments(state, { model: models.segments, currency }),
  churn: (state, { asOf }) => dueChurn(state, asOf),
  recommendations: (state, { ahead, asOf }) => dueRecommendations(state, ahead?.lows ?? {}, asOf),
  recurring: (state, { ahead, asOf }) => dueRecurring(state, ahead?.streams ?? [], asOf),
  cashflow: (state, { ahead, asOf, currency }) => dueCashflow(state, { forecast: ahead?.forecast ?? null, asOf, currency }),
};
