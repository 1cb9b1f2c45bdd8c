import type { Period } from '@munshi/events/calendar-date';
import type { StreamItem } from '../gateway/shapes.ts';

/** Regular payments and income, sure enough, that are expected in a period; the first to come first. */
export function comingUp(streams: readonly StreamItem[], { from, to }: Period): StreamItem[] {
  return streams
    .filter(({ state, nextDate }) => (state ?? 'mature') === 'mature' && nextDate !== null && nextDate >= from && nextDate <= to)
    .sort((left, right) => (left.nextDate ?? '').localeCompare(right.nextDate ?? '') || left.streamId.localeCompare(right.streamId));
}
