import type { FeedItem } from '../gateway/shapes.ts';

/** The feed with items that came or changed, each once, newest first. */
export function merged(feed: readonly FeedItem[], incoming: readonly FeedItem[]): FeedItem[] {
  const byId = new Map([...feed, ...incoming].map((item) => [item.notificationId, item]));
  return [...byId.values()].sort((left, right) => right.createdAt.localeCompare(left.createdAt));
}

export const visible = (feed: readonly FeedItem[]): FeedItem[] => feed.filter(({ state }) => state !== 'dismissed');

export const unread = (feed: readonly FeedItem[]): FeedItem[] => feed.filter(({ state }) => state === 'unread');

export const SEVERITY_WORDS: Readonly<Record<FeedItem['severity'], string>> = {
  info: 'For your information',
  advice: 'Advice',
  warning: 'Warning',
  critical: 'Urgent',
};
