import { expect, test } from 'vitest';
import type { StreamItem } from '../gateway/shapes.ts';
import { comingUp } from './coming-up.ts';

const stream = (streamId: string, nextDate: string | null, state?: StreamItem['state']): StreamItem =>
  ({ streamId, nextDate, ...(state ? { state } : {}) }) as StreamItem;

test('what is sure enough and expected in the period, the first to come first', () => {
  const streams = [
    stream('late', '2026-08-20'),
    stream('b', '2026-08-14'),
    stream('a', '2026-08-12', 'mature'),
    stream('past', '2026-08-11'),
    stream('unsure', '2026-08-13', 'early'),
    stream('over', null, 'ended'),
  ];
  expect(comingUp(streams, { from: '2026-08-12', to: '2026-08-19' }).map(({ streamId }) => streamId)).toEqual(['a', 'b']);
});
