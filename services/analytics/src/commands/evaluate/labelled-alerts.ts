import { addDays } from '@munshi/events/calendar-date';
import type { MunshiEvent } from '@munshi/events/event';
import type { Feedback } from '@munshi/events/feedback';
import type { Transaction } from '@munshi/events/transaction';
import type { SpeakingScorecard } from '../../domain/anomaly/score.ts';
import { fitTakeOver } from '../../domain/anomaly/take-over.ts';
import { applyFeedback, type LabelChange } from '../../domain/apply/apply-feedback.ts';
import { applyToCustomer } from '../../domain/apply/apply-to-customer.ts';
import { type Alert, type PaymentSample, placeOf } from '../../domain/apply/score-payment.ts';
import { type CustomerState, emptyState } from '../../domain/customer/customer-state.ts';
import { createMerchantHistory } from './merchant-history.ts';
import type { Priors } from './simulated-anomalies.ts';
import type { SimulatedEvents } from './simulated-ledgers.ts';
import { createStandingEntries, type StandingEntries } from './standing-entries.ts';

/** So many in a hundred press a button on an alert, and so many report a strange payment that nobody alerted them of; the day after. */
export const ANSWERING_PERCENT = 50;
/** The service fits once a day of the ledger; here, to be done in minutes. */
export const FITTED_EVERY_DAYS = 7;
/** As the service has them (`jobs/fit-to-labels.ts`). */
const LABEL_DAYS = 7;
const SAMPLES_KEPT_DAYS = 180;

export interface LabelledAlerts {
  readonly alerts: ReadonlyMap<string, readonly Alert[]>;
  /** "Normal" and "not me" that were said. */
  readonly labels: number;
  /** The first date on which a scorecard spoke; null where the habits went on speaking. */
  readonly scorecardSince: string | null;
}

interface Customer {
  readonly state: CustomerState;
  readonly ledger: StandingEntries;
  readonly alerts: Alert[];
}

/** The bank in event time, all customers beside each other, with what they say of alerts and of payments that are not theirs. */
export function labelledAlerts({ states, events, truth }: SimulatedEvents, priors: Priors): LabelledAlerts {
  const live = createLiveBank(states, { priors, isOwn: ownBy(truth), strange: strangeBy(truth) });
  let scorecardSince: string | null = null;
  for (const [date, own] of daysOf(events)) {
    if (live.goOn(date) !== null) scorecardSince ??= date;
    live.apply(date, own);
  }
  return { alerts: live.alerts(), labels: live.labels(), scorecardSince };
}

/** What came on a day, by the newest date seen: a correction of an older payment belongs to the day it came on. */
function daysOf(events: readonly MunshiEvent<Transaction>[]): Map<string, MunshiEvent<Transaction>[]> {
  let today = '';
  return Map.groupBy(events, ({ data }) => {
    if (data.date > today) today = data.date;
    return today;
  });
}

type Truth = SimulatedEvents['truth'];

function ownBy(truth: Truth): (transactionId: string) => boolean {
  const strange = new Set(truth.flatMap((one) => (one.record === 'transaction' && one.anomaly !== null ? [one.transactionId] : [])));
  return (transactionId) => !strange.has(transactionId);
}

/** Who would say of which payment that it is not theirs, by the date on which they would. */
function strangeBy(truth: Truth): Map<string, { readonly customerId: string; readonly transactionId: string }[]> {
  return Map.groupBy(
    truth.flatMap((one) => (one.record === 'feedback' && one.value === 'notMe' ? [one] : [])),
    ({ date }) => date,
  );
}

function answers(transactionId: string): boolean {
  return placeOf(`answers ${transactionId}`) % 100 < ANSWERING_PERCENT;
}

interface Around {
  readonly priors: Priors;
  readonly isOwn: (transactionId: string) => boolean;
  readonly strange: ReadonlyMap<string, readonly { readonly customerId: string; readonly transactionId: string }[]>;
}

function createLiveBank(states: ReadonlyMap<string, CustomerState>, { priors, isOwn, strange }: Around) {
  const customers = new Map<string, Customer>();
  const merchants = createMerchantHistory();
  const waiting: Feedback[] = [];
  const fitting = createFitting();
  let said = 0;

  const customerOf = (customerId: string): Customer => {
    const known = customers.get(customerId);
    if (known !== undefined) return known;
    const made = { state: states.get(customerId) ?? emptyState(customerId), ledger: createStandingEntries(), alerts: [] };
    customers.set(customerId, made);
    return made;
  };

  function hear(words: readonly Feedback[], date: string): void {
    for (const [customerId, own] of Map.groupBy(words, (word) => word.customerId)) {
      const { state, ledger } = customerOf(customerId);
      const ids = own.flatMap(({ target, transactionIds }) => transactionIds ?? [target.id]);
      const standing = [...new Set(ids)].flatMap((id) => ledger.byId(id) ?? []);
      const { changed, merchantDays, labels } = applyFeedback(state, { words: own, standing, dateOf: () => date });
      ledger.put(changed);
      merchants.add(merchantDays);
      fitting.label(labels);
      said += labels.length;
    }
  }

  return {
    /** A new day: what was said of yesterday is heard, and a scorecard is fitted where it is time. */
    goOn(date: string): SpeakingScorecard | null {
      const told = new Set(waiting.flatMap(({ transactionIds }) => transactionIds ?? []));
      const reported = (strange.get(date) ?? []).filter(({ transactionId }) => !told.has(transactionId) && answers(transactionId));
      hear([...waiting.splice(0), ...reported.map((one) => reportOf(one, date))], date);
      merchants.goOn(date);
      return fitting.goOn(date);
    },
    apply(date: string, events: readonly MunshiEvent<Transaction>[]): void {
      for (const [customerId, own] of Map.groupBy(events, ({ key }) => key)) {
        const customer = customerOf(customerId);
        const batch = { state: customer.state, standing: customer.ledger.around(own), events: own };
        const around = { ...priors, scorecard: fitting.speaking(), merchants: merchants.spokenOf, timeZone: 'Asia/Kolkata' };
        const found = applyToCustomer(batch, around);
        customer.ledger.put(found.changed);
        customer.alerts.push(...found.alerts);
        merchants.count(found.merchantDays);
        fitting.keep(found.samples);
        waiting.push(...found.alerts.flatMap((alert) => answerTo(alert, { date, isOwn })));
      }
    },
    alerts: () => new Map([...customers].map(([customerId, { alerts }]) => [customerId, alerts] as const)),
    labels: () => said,
  };
}

/** The payments that are kept with their labels, and the scorecard that they make. */
function createFitting() {
  const samples = new Map<string, PaymentSample>();
  let scorecard: SpeakingScorecard | null = null;
  let fittedOn = '0001-01-01';
  return {
    speaking: () => scorecard,
    keep(some: readonly PaymentSample[]): void {
      for (const sample of some) samples.set(sample.transactionId, sample);
    },
    label(labels: readonly LabelChange[]): void {
      for (const { transactionId, isFraud } of labels) {
        const sample = samples.get(transactionId);
        if (sample !== undefined) samples.set(transactionId, { ...sample, isFraud });
      }
    },
    /** The scorecard that speaks from a date on, fitted anew where it is time. */
    goOn(date: string): SpeakingScorecard | null {
      if (date < addDays(fittedOn, FITTED_EVERY_DAYS)) return scorecard;
      fittedOn = date;
      for (const [id, sample] of samples) if (sample.date < addDays(date, -SAMPLES_KEPT_DAYS)) samples.delete(id);
      const until = addDays(date, -LABEL_DAYS);
      const known = [...samples.values()].filter((sample) => sample.date <= until);
      scorecard = fitTakeOver(known.map((sample) => ({ ...sample, isFraud: sample.isFraud ?? false }))).speaking;
      return scorecard;
    },
  };
}

function answerTo({ insight }: Alert, { date, isOwn }: Pick<Around, 'isOwn'> & { readonly date: string }): Feedback[] {
  const { customerId, anomalyId, key, transactionIds } = insight;
  if (!answers(transactionIds[0] ?? anomalyId)) return [];
  const value = transactionIds.every(isOwn) ? 'normal' : 'notMe';
  const target = { topic: 'insights.anomalies', id: anomalyId };
  return [{ customerId, target, value, key, detail: null, transactionIds: [...transactionIds], at: `${addDays(date, 1)}T06:00:00Z` }];
}

function reportOf({ customerId, transactionId }: { readonly customerId: string; readonly transactionId: string }, date: string): Feedback {
  const target = { topic: 'bank.transactions', id: transactionId };
  return { customerId, target, value: 'notMe', key: null, detail: null, at: `${date}T06:00:00Z` };
}
