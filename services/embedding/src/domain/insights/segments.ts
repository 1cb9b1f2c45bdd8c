import type { SegmentsInsight } from '@munshi/events/insights';
import type { PassageMetadata } from '../indexing/indexing.ts';

/** A passage for each group that a customer belongs to, with the reason. */
export function segmentsOf({ segments }: SegmentsInsight): PassageMetadata[] {
  return segments.map(({ kind, name, reason }) => ({
    kind: 'segment',
    documentId: `segment-${kind}`,
    title: `Your group: ${name}`,
    section: '',
    text: `You belong to the group “${name}”. ${reason}`,
  }));
}
