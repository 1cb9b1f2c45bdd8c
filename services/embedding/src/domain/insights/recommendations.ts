import type { RecommendationsInsight } from '@munshi/events/insights';
import type { PassageMetadata } from '../indexing/indexing.ts';

/** A passage for each product that fits, or one that says why none does. */
export function recommendationsOf({ offers, noOffer }: RecommendationsInsight): PassageMetadata[] {
  const base = { kind: 'recommendation', section: '' } as const;
  if (offers.length === 0 && noOffer !== null)
    return [{ ...base, documentId: 'recommendation-none', title: 'Products for you', text: `There is no offer for you now. ${noOffer}` }];
  return offers.map(({ product, title, reason }) => ({
    ...base,
    documentId: `recommendation-${product}`,
    title: `Recommended for you: ${title}`,
    text: `${title}. ${reason}`,
    product,
  }));
}
