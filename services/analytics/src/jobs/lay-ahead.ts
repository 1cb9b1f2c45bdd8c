import type { UnitOfWork } from '@munshi/delivery/delivery';
import { dueSpending } from '../domain/apply/due-states.ts';
import type { CustomerState } from '../domain/customer/customer-state.ts';
import { NO_SAVINGS } from '../domain/goals/savings.ts';
import { findMoments } from '../domain/moments/find-moments.ts';
import { sinceThen } from '../domain/outlook/cash-since.ts';
import { emptyMoney, type MoneyState } from '../domain/outlook/money-state.ts';
import { spendingView } from '../domain/outlook/money-view.ts';
import { type Cause, emitEntry, emitState } from '../handlers/insight-events.ts';
import { type SaidMoment, sayMoments } from '../handlers/say-moments.ts';
import { loadMoney, storeMoney } from '../store/money-repository.ts';
import { loadSavings } from '../store/savings-repository.ts';
import { storeStreams } from '../store/stream-repository.ts';
import type { MoneyAhead } from './money-ahead.ts';

export interface LayAhead {
  /** Those who are still there, locked. */
  readonly states: readonly CustomerState[];
  readonly ahead: ReadonlyMap<string, MoneyAhead>;
  readonly asOf: string;
}

/** Puts a new outlook in place: streams on their entries, spending with its pace, and the moments that follow. */
export async function layAhead(unit: UnitOfWork, { states, ahead, asOf }: LayAhead): Promise<void> {
  const monies = await loadMoney(
    unit.tx,
    states.map(({ customerId }) => customerId),
  );
  const byId = new Map(states.map((state) => [state.customerId, state]));
  const causeOf = (customerId: string): Cause => ({
    id: `ahead ${asOf}`,
    time: `${asOf}T00:00:00Z`,
    intake: byId.get(customerId)?.intake ?? 'history',
  });
  const found = states.flatMap(({ customerId }) => {
    const own = ahead.get(customerId);
    return own === undefined ? [] : [{ customerId, since: own.since, streamOf: streamsByTransaction(own) }];
  });
  for (const entry of await storeStreams(unit.tx, found))
    emitEntry(unit, entry, { ...causeOf(entry.customerId), id: `streams ${asOf} ${entry.revision}` });
  const said: SaidMoment[] = [];
  const moneyOf = ({ customerId }: CustomerState): MoneyState => monies.get(customerId) ?? emptyMoney(customerId);
  const saved = await loadSavings(
    unit.tx,
    states.map((state) => ({ state, money: moneyOf(state) })),
  );
  for (const state of states) {
    const own = ahead.get(state.customerId);
    if (own === undefined || state.span === null) continue;
    const money = moneyOf(state);
    money.outlook = own.outlook;
    money.since = sinceThen(money.since, own.money.since);
    const view = spendingView(state, state.span, { money, savings: saved.get(state.customerId) ?? NO_SAVINGS });
    const cause = causeOf(state.customerId);
    for (const due of dueSpending(state, view)) emitState(unit, due, { ...cause, id: `${asOf} ${due.sequence}` });
    const moments = findMoments({ state, money, view, changed: [], alerts: [], intake: state.intake });
    said.push(...moments.map((moment) => ({ customerId: state.customerId, moment, cause })));
    monies.set(state.customerId, money);
  }
  await sayMoments(unit, said);
  await storeMoney(unit.tx, [...monies.values()]);
}

/** Early ones are a guess that nobody is told of. */
function streamsByTransaction({ streams }: MoneyAhead): Record<string, string> {
  const told = streams.filter(({ state }) => state !== 'early');
  return Object.fromEntries(told.flatMap(({ streamId, transactionIds }) => transactionIds.map((id) => [id, streamId] as const)));
}
