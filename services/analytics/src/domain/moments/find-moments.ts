import type { Intake } from '@munshi/events/event';
import type { Alert } from '../apply/score-payment.ts';
import type { CustomerState } from '../customer/customer-state.ts';
import { goalAccounts } from '../goals/savings.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { MoneyState } from '../outlook/money-state.ts';
import type { SpendingView } from '../outlook/money-view.ts';
import { idleMoney } from '../recommendations/recommend.ts';
import { type DueMoment, dueMoments } from './due-moments.ts';
import type { Moment } from './moment.ts';
import { momentOfAlert, momentsOfEntry } from './of-entries.ts';
import { momentsOfGoals } from './of-goals.ts';
import { momentsAhead } from './of-outlook.ts';
import { momentsOfSpending } from './of-spending.ts';

export interface MomentScene {
  readonly state: CustomerState;
  /** Its `said` is changed. */
  readonly money: MoneyState;
  readonly view: SpendingView;
  /** Entries that a batch changed, with the versions that stood. */
  readonly changed: readonly { readonly before: LedgerEntry | undefined; readonly after: LedgerEntry }[];
  readonly alerts: readonly Alert[];
  readonly intake: Intake;
}

/** The moments of a customer that are to be said now, as of the newest date of their ledger. */
export function findMoments({ state, money, view, changed, alerts, intake }: MomentScene): DueMoment[] {
  if (state.span === null) return [];
  const { customerId } = state;
  const asOf = state.span.to;
  const { outlook, since, limits } = money;
  const streams = new Map(outlook?.streams.map((stream) => [stream.streamId, stream]));
  const happened = [
    ...changed.flatMap(({ before, after }) => momentsOfEntry(after, before, streams.get(after.streamId ?? '') ?? null)),
    ...alerts.flatMap(momentOfAlert),
  ];
  const ahead = outlook === null ? [] : momentsAhead({ customerId, outlook, since, asOf });
  const ofSpending = momentsOfSpending({ customerId, ...view, own: limits, idle: idleMoney(state, outlook?.lows ?? {}), asOf });
  const ofGoals = momentsOfGoals({ customerId, goals: view.goals ?? [], accounts: goalAccounts(state), asOf });
  const alerted = alertedCategories(changed, alerts);
  const isToldElsewhere = ({ kind, entity }: Moment) => kind === 'unusual-spending' && alerted.has(entity);
  return dueMoments([...happened, ...ahead, ...ofSpending, ...ofGoals], { said: money.said, asOf, intake, isToldElsewhere });
}

/** Categories in which a payment alerted just now: that the month is unusual is the same news, and counts as said. */
function alertedCategories(changed: MomentScene['changed'], alerts: MomentScene['alerts']): Set<string> {
  const ids = new Set(alerts.flatMap(({ insight }) => insight.transactionIds));
  return new Set(
    changed.flatMap(({ after: { transactionId, currency, category } }) => (ids.has(transactionId) ? [`${currency}-${category}`] : [])),
  );
}
