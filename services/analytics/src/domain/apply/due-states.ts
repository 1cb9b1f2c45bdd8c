import { contentHash } from '@munshi/events/event-id';
import type {
  CashflowInsight,
  ChurnInsight,
  RecommendationsInsight,
  RecurringInsight,
  SegmentsInsight,
  SpendingInsight,
} from '@munshi/events/insights';
import { lowestBeforeIncome, safeToSpend } from '@munshi/facts/balance-ahead';
import type { Forecast } from '../cashflow/forecast-balance.ts';
import { forecastActivity } from '../churn/activity-forecast.ts';
import { activityOf } from '../customer/active-days.ts';
import type { CustomerState, StateTopic } from '../customer/customer-state.ts';
import type { SpendingView } from '../outlook/money-view.ts';
import { hasEnoughMonths, type LowBalances, recommend } from '../recommendations/recommend.ts';
import { saidStreams } from '../recurring/said-streams.ts';
import type { Stream } from '../recurring/stream.ts';
import { assignSegments } from '../segments/assign-segment.ts';
import { featuresOf } from '../segments/customer-features.ts';
import type { SegmentModel } from '../segments/segment-model.ts';
import { contentOf, hashUnder } from './state-rules.ts';

export type DueState =
  | { readonly topic: 'spending'; readonly sequence: number; readonly data: SpendingInsight }
  | { readonly topic: 'recurring'; readonly sequence: number; readonly data: RecurringInsight }
  | { readonly topic: 'cashflow'; readonly sequence: number; readonly data: CashflowInsight }
  | { readonly topic: 'segments'; readonly sequence: number; readonly data: SegmentsInsight }
  | { readonly topic: 'churn'; readonly sequence: number; readonly data: ChurnInsight }
  | { readonly topic: 'recommendations'; readonly sequence: number; readonly data: RecommendationsInsight };

/** Spending, where it differs from what was last said; changes `state`. */
export function dueSpending(state: CustomerState, content: SpendingView): DueState[] {
  if (state.span === null) return [];
  const sequence = say(state, 'spending', { hash: contentHash(content), asOf: state.span.to });
  return sequence === null
    ? []
    : [{ topic: 'spending', sequence, data: { customerId: state.customerId, asOf: state.span.to, ...content } }];
}

/** What is paid again and again, where it differs from what was last said; changes `state`. `found` is as of `asOf`. */
export function dueRecurring(state: CustomerState, found: readonly Stream[], asOf: string): DueState[] {
  if (!isNewDay(state, 'recurring', asOf)) return [];
  const streams = saidStreams(found);
  if (streams.length === 0 && state.said.recurring === undefined) return [];
  const sequence = say(state, 'recurring', { hash: contentHash(streams), asOf });
  return sequence === null ? [] : [{ topic: 'recurring', sequence, data: { customerId: state.customerId, asOf, streams } }];
}

const NOTHING_AHEAD = { days: [], lowest: null, nextIncome: null, safeToSpend: null };

function cashflowOf(forecast: Forecast) {
  const { days, nextIncome } = forecast;
  return { days: [...days], lowest: lowestBeforeIncome(forecast), nextIncome, safeToSpend: safeToSpend(forecast) };
}

/**
 * The balance ahead, once a day of the ledger; changes `state`. Where it cannot be told any more, an earlier forecast is taken
 * back by one without days.
 */
export function dueCashflow(
  state: CustomerState,
  { forecast, asOf, currency }: { readonly forecast: Forecast | null; readonly asOf: string; readonly currency: string },
): DueState[] {
  if (!isNewDay(state, 'cashflow', asOf) || (forecast === null && state.said.cashflow === undefined)) return [];
  const content = forecast === null ? NOTHING_AHEAD : cashflowOf(forecast);
  const sequence = say(state, 'cashflow', { hash: contentHash(content), asOf });
  return sequence === null ? [] : [{ topic: 'cashflow', sequence, data: { customerId: state.customerId, asOf, currency, ...content } }];
}

/**
 * The outlook as of a date of the ledger: looked at when that date has moved on, said when the content has changed in what a
 * reader would notice; changes `state`.
 */
export function dueChurn(state: CustomerState, asOf: string): DueState[] {
  const activity = activityOf(state.days);
  if (activity === null || !isNewDay(state, 'churn', asOf)) return [];
  const forecast = forecastActivity(activity, asOf);
  if (forecast.level === 'unknown' && goesWithoutSaying(state, 'churn')) return [];
  const noticed = {
    level: forecast.level,
    alive: Math.round(forecast.alive * 10),
    expected: Math.round(Math.log1p(forecast.expectedTransactions) * 4),
  };
  const sequence = say(state, 'churn', { hash: contentHash(noticed), asOf });
  return sequence === null ? [] : [{ topic: 'churn', sequence, data: { customerId: state.customerId, asOf, ...forecast } }];
}

/** Advice, once a day of the ledger, said when the content has changed in what a reader would notice; changes `state`. */
export function dueRecommendations(state: CustomerState, lowBalances: LowBalances, asOf: string): DueState[] {
  if (!isNewDay(state, 'recommendations', asOf)) return [];
  const advice = recommend(state, lowBalances);
  if (!hasEnoughMonths(state) && goesWithoutSaying(state, 'recommendations')) return [];
  const noticed = [advice.offers.map(({ product, evidence }) => [product, evidence]), advice.noOffer];
  const sequence = say(state, 'recommendations', { hash: contentHash(noticed), asOf });
  return sequence === null ? [] : [{ topic: 'recommendations', sequence, data: { customerId: state.customerId, asOf, ...advice } }];
}

/** The group under a model, where its name, reason or model changed; changes `state`. */
export function dueSegments(
  state: CustomerState,
  { model, currency }: { readonly model: SegmentModel | null; readonly currency: string },
): DueState[] {
  if (state.span === null) return [];
  const features = featuresOf(state, currency);
  if (features === null && goesWithoutSaying(state, 'segments')) return [];
  const segments = assignSegments(model, features);
  const modelVersion = model?.version ?? 'none';
  const asOf = state.span.to;
  const sequence = say(state, 'segments', { hash: contentHash([segments, modelVersion]), asOf });
  return sequence === null ? [] : [{ topic: 'segments', sequence, data: { customerId: state.customerId, asOf, segments, modelVersion } }];
}

/** That too little is known is said to whoever is there; of an imported past, where it holds for most, it would only be noise. */
function goesWithoutSaying(state: CustomerState, topic: StateTopic): boolean {
  return state.intake === 'history' && state.said[topic] === undefined;
}

/** The dates only move on: a late event of an older day asks for nothing new. */
export function isNewDay(state: CustomerState, topic: StateTopic, asOf: string): boolean {
  const said = state.said[topic];
  return said === undefined || asOf > said.asOf;
}

/** The next sequence of a topic if its content is new; remembers the date either way. */
function say(state: CustomerState, topic: StateTopic, now: { readonly hash: string; readonly asOf: string }): number | null {
  const said = state.said[topic];
  const changed = said === undefined || contentOf(said.hash) !== now.hash;
  const sequence = (said?.sequence ?? 0) + (changed ? 1 : 0);
  state.said[topic] = { sequence, asOf: now.asOf, hash: hashUnder(topic, now.hash) };
  return changed ? sequence : null;
}
