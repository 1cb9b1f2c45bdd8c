import { type Instant, monthOf } from '@munshi/events/calendar-date';
import type { RecommendationsInsight } from '@munshi/events/insights';
import { factOf, hoursAfter, type Message } from './message.ts';

const WORTH_TELLING_HOURS = 7 * 24;

/** One message an offer, told at most once a month. An honest "no offer" tells nothing. */
export function offerMessages(recommendations: RecommendationsInsight, occurredAt: Instant): Message[] {
  const { customerId, asOf } = recommendations;
  return recommendations.offers.map((offer) => ({
    customerId,
    insight: { topic: 'insights.recommendations', id: customerId },
    kind: 'offer',
    severity: 'advice',
    title: '{{product}} may suit you',
    body: 'Looking at how you use your accounts, {{product}} may suit you. Ask me why, and I will show you what it rests on.',
    facts: [
      factOf('product', asOf, {
        fact: 'offer.product',
        value: { name: offer.title },
        evidence: [{ kind: 'insight', id: customerId }, ...offer.evidence],
        label: 'The product that may suit',
      }),
    ],
    key: `offer:${offer.product}`,
    bucket: monthOf(asOf),
    occurredAt,
    expiresAt: hoursAfter(occurredAt, WORTH_TELLING_HOURS),
    transactionIds: offer.evidence.filter(({ kind }) => kind === 'transaction').map(({ id }) => id),
  }));
}
