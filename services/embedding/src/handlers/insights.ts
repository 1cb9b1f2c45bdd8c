import type { EffectHandler } from '@munshi/delivery/delivery';
import type { MunshiEvent } from '@munshi/events/event';
import { insightsRecommendations, insightsRecurring, insightsSegments, insightsSpending } from '@munshi/events/insights';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Writer } from '@munshi/facts/write';
import { type Change, type PassageMetadata, passagesOf, type Wanted } from '../domain/indexing/indexing.ts';
import { recommendationsOf } from '../domain/insights/recommendations.ts';
import { recurringPaymentsOf } from '../domain/insights/recurring-payments.ts';
import { segmentsOf } from '../domain/insights/segments.ts';
import { statementsOf } from '../domain/insights/statements.ts';
import { indexing, type SetWork } from './set-work.ts';

/** What analytics found of a customer becomes vectors in that customer's own namespace; a null removes them. */
export function insightHandlers(work: SetWork, writer: Writer) {
  return [
    insightHandler(work, insightsSpending, 'statements', (insight) => statementsOf(insight, writer)),
    insightHandler(work, insightsRecurring, 'recurring', (insight) => recurringPaymentsOf(insight, writer)),
    insightHandler(work, insightsSegments, 'segments', segmentsOf),
    insightHandler(work, insightsRecommendations, 'recommendations', recommendationsOf),
  ] as const;
}

/** One state of a customer is one document: what it no longer says goes in the same step. */
function insightHandler<Insight>(
  work: SetWork,
  topic: TopicDefinition<Insight | null>,
  documentId: string,
  metadataOf: (insight: Insight) => PassageMetadata[],
): EffectHandler<Insight | null, Change[], Change[]> {
  const wantedOf = ({ key, sequence, data }: MunshiEvent<Insight | null>): Wanted => ({
    customerId: key,
    documentId,
    sequence,
    passages: data === null ? [] : passagesOf(documentId, metadataOf(data)),
    announcement: null,
  });
  return indexing(work, topic, wantedOf, () => {});
}
