import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { findStreams } from './find-streams.ts';
import { findTrials } from './find-trials.ts';

const paid = (date: string, minor: number, merchantId: string) =>
  entryOf({ transactionId: `${merchantId} ${date}`, date, minor, merchantId, merchantName: merchantId, ownCategory: 'subscriptions' });
const netflix = ['01', '02', '03', '04'].map((month) => paid(`2026-${month}-10`, -64_900, 'netflix'));
const trialsAt = (entries: Parameters<typeof findTrials>[0], asOf: string) => findTrials(entries, findStreams(entries, asOf), asOf);

describe('a trial', () => {
  it('is the only payment to a subscription’s payee, a token beside the others; it ends a month later', () => {
    const entries = [...netflix, paid('2026-04-20', -4_900, 'music')];
    expect(trialsAt(entries, '2026-04-25')).toMatchObject([
      { merchantName: 'music', state: 'early', trialEnds: '2026-05-20', nextDate: '2026-05-20' },
    ]);
    expect(trialsAt(entries, '2026-05-21')).toEqual([]);
    expect(trialsAt([...entries, paid('2026-05-20', -39_900, 'music')], '2026-05-20')).toEqual([]);
  });

  it('is none at a price like the others’, nor where there are none to compare with', () => {
    expect(trialsAt([...netflix, paid('2026-04-20', -19_900, 'music')], '2026-04-25')).toEqual([]);
    expect(trialsAt([paid('2026-04-20', -100, 'music')], '2026-04-25')).toEqual([]);
  });

  it('that ended is followed by its price, which is no rise', () => {
    const entries = [
      paid('2026-01-20', -4_900, 'music'),
      ...['02', '03', '04', '05'].map((month) => paid(`2026-${month}-20`, -39_900, 'music')),
    ];
    expect(findStreams(entries, '2026-05-25')).toMatchObject([{ merchantName: 'music', amount: { minor: -39_900 }, priceRise: null }]);
    const dearer = [...entries, paid('2026-06-20', -44_900, 'music')];
    expect(findStreams(dearer, '2026-06-25')).toMatchObject([{ priceRise: { from: 39_900, to: 44_900, date: '2026-06-20' } }]);
  });
});
