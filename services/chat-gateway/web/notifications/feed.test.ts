import { expect, test } from 'vitest';
import type { FeedItem } from '../gateway/shapes.ts';
import { merged, unread, visible } from './feed.ts';

const item = (id: string, createdAt: string, state: FeedItem['state'] = 'unread') =>
  ({ notificationId: id, createdAt, state }) as unknown as FeedItem;
const idsOf = (items: readonly FeedItem[]) => items.map(({ notificationId }) => notificationId);

test('what comes twice stands once, in its newest state, newest first', () => {
  const feed = merged([item('a', '2026-08-01'), item('b', '2026-08-02')], [item('c', '2026-08-03'), item('a', '2026-08-01', 'read')]);
  expect(idsOf(feed)).toEqual(['c', 'b', 'a']);
  expect(idsOf(unread(feed))).toEqual(['c', 'b']);
});

test('what was dismissed is out of sight', () => {
  expect(idsOf(visible([item('a', '2026-08-01', 'dismissed'), item('b', '2026-08-02', 'read')]))).toEqual(['b']);
});
