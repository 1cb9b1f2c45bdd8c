import { fitPrior, fitSegmentPriors, type Prior, type SegmentPriors } from '../../domain/anomaly/prior.ts';
import type { SimulatedLedgers } from './simulated-ledgers.ts';

export interface AlertFigures {
  /** Alerts a customer and month. */
  readonly alertsAMonth: number;
  /** Share of alerts that name a labelled anomaly. */
  readonly precision: number;
  /** Labelled anomalies by kind: an anomaly is found where one of its payments alerted, whatever the kind it was given. */
  readonly kinds: readonly { readonly kind: string; readonly real: number; readonly found: number; readonly named: number }[];
}

/** What the service alerts on in a simulated bank, against its labels. */
export function evaluateAlerts({ ledgers, truth }: SimulatedLedgers, months: number): AlertFigures {
  const labels = new Map(
    truth.flatMap((record) =>
      record.record === 'transaction' && record.anomaly !== null ? [[record.transactionId, record.anomaly] as const] : [],
    ),
  );
  const alerts = ledgers.flatMap((ledger) => ledger.alerts.map(({ insight }) => insight));
  const alerted = new Map(alerts.flatMap(({ transactionIds, kind }) => transactionIds.map((id) => [id, kind] as const)));
  const right = alerts.filter(({ transactionIds }) => transactionIds.some((id) => labels.has(id)));
  const episodes = ledgers.flatMap(({ transactions }) => {
    const marked = new Map(transactions.flatMap((one) => (labels.has(one.transactionId) ? [[one.transactionId, one] as const] : [])));
    return [...Map.groupBy(marked.values(), ({ transactionId, date }) => `${labels.get(transactionId)} ${date}`).values()];
  });
  const kinds = [...Map.groupBy(episodes, ([first]) => labels.get(first?.transactionId ?? '') ?? '')].sort(([left], [other]) =>
    left < other ? -1 : 1,
  );
  return {
    alertsAMonth: alerts.length / ledgers.length / months,
    precision: right.length / Math.max(1, alerts.length),
    kinds: kinds.map(([kind, own]) => ({
      kind,
      real: own.length,
      found: own.filter((episode) => episode.some(({ transactionId }) => alerted.has(transactionId))).length,
      named: own.filter((episode) => episode.some(({ transactionId }) => alerted.get(transactionId) === kind)).length,
    })),
  };
}

export interface Priors {
  readonly prior: Prior;
  readonly segmentPriors: SegmentPriors;
}

/** What everybody and each segment pays, as the service fits it once the ledger is there: from another bank, so that no label and no payment judged is in it. */
export function priorsFrom({ ledgers }: SimulatedLedgers): Priors {
  const customers = ledgers.map(({ state }) => ({ segment: state.segment, categories: state.habits.categories }));
  const prior = fitPrior(customers.map(({ categories }) => categories));
  return { prior, segmentPriors: fitSegmentPriors(customers, prior) };
}
