import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { dayOf } from '../customer/tickets.ts';
import { emptyCustomerMoments, learnPayment } from '../features/customer-windows.ts';
import { type MerchantDay, momentsKnownOn, secondOf } from '../features/merchant-days.ts';
import { emptyHabits, type Habits, learnOne, toPayment } from './habits.ts';
import type { RecentPayment } from './recent-payments.ts';
import type { Scene } from './scene.ts';
import { ALERT_SCORE, scoreOne } from './score.ts';
import { signsOf } from './signs.ts';

const TIME = '2026-01-10T10:00:00Z';
const AT = Date.parse(TIME);
const MINUTE = 60_000;
/** Days before. */
const TICKET = dayOf('2026-01-06');

/** A year at four shops in Pune, 1,000 rupees each time. */
function regular(): Habits {
  const habits = emptyHabits();
  for (let day = 0; day < 200; day += 1)
    learnOne(
      habits,
      toPayment(entryOf({ transactionId: `h${day}`, minor: -100_000, hour: 8 + (day % 12), merchantId: `m${day % 4}`, city: 'pune' })),
    );
  return habits;
}

/** The last month: thirty payments. */
function month() {
  const moments = emptyCustomerMoments();
  for (let day = 1; day <= 30; day += 1) learnPayment(moments, { at: AT / 1000 - day * 80_000, minor: 100_000 });
  return moments;
}

function sceneOf(over: Parameters<typeof entryOf>[0], around: Partial<Scene> = {}): Scene {
  const entry = entryOf({ time: TIME, hour: 15, mcc: '5411', city: 'pune', merchantId: 'm1', ...over });
  return { habits: regular(), prior: {}, entry, recent: [], tickets: [TICKET], moments: month(), merchant: null, ...around };
}

const before = (minutes: number, over: Partial<RecentPayment> = {}): RecentPayment => ({
  transactionId: `r${minutes}`,
  at: AT - minutes * MINUTE,
  minor: -100_000,
  accountId: 'A',
  merchantId: 'm1',
  city: 'pune',
  ...over,
});
const pointsOf = (scene: Scene, wanted: string) => signsOf(scene).find(({ code }) => code === wanted)?.points ?? 0;

describe('a spree', () => {
  const spree = [150, 110, 70, 40].map((minutes) => before(minutes, { merchantId: `new${minutes}`, minor: -200_000 }));

  it('alerts on dear payments at one new shop after another, and says how many', () => {
    const found = scoreOne(sceneOf({ transactionId: 'x', minor: -200_000, merchantId: 'new' }, { recent: spree }));
    expect(found).toMatchObject({ kind: 'stolen-card', episode: 'stolen-card:card' });
    expect(found.reasons[0]?.text).toBe('5 payments within three hours, 4 of them where you had not paid before');
  });

  it('does not speak of new shops where there are none', () => {
    const known = spree.map((payment) => ({ ...payment, merchantId: 'm2' }));
    const { reasons } = scoreOne(sceneOf({ transactionId: 'x', minor: -200_000 }, { recent: known }));
    expect(reasons.find(({ code }) => code === 'spree')?.text).toBe('5 payments within three hours');
  });

  it('is none at the usual shops, for little, over a day, from other accounts, or of somebody hardly known', () => {
    const whole = pointsOf(sceneOf({ transactionId: 'x', minor: -200_000, merchantId: 'new' }, { recent: spree }), 'spree');
    const usual = spree.map((payment) => ({ ...payment, merchantId: 'm2', minor: -5_000 }));
    expect(pointsOf(sceneOf({ transactionId: 'x', minor: -5_000 }, { recent: usual }), 'spree')).toBeLessThan(whole / 2);
    const aDay = spree.map((payment, place) => ({ ...payment, at: payment.at - (place + 4) * 60 * MINUTE }));
    expect(pointsOf(sceneOf({ transactionId: 'x', minor: -200_000, merchantId: 'new' }, { recent: aDay }), 'spree')).toBe(0);
    const others = spree.map((payment) => ({ ...payment, accountId: 'B' }));
    expect(pointsOf(sceneOf({ transactionId: 'x', minor: -200_000, merchantId: 'new' }, { recent: others }), 'spree')).toBe(0);
    const scene = sceneOf({ transactionId: 'x', minor: -200_000, merchantId: 'new' }, { recent: spree, habits: emptyHabits() });
    expect(pointsOf(scene, 'spree')).toBe(0);
  });
});

describe('a charge made twice', () => {
  const again = (minutes: number, minor = -100_000) =>
    pointsOf(sceneOf({ transactionId: 'x', minor }, { recent: [before(minutes, { minor })] }), 'duplicate');

  it('says less later than within minutes, and of next to nothing', () => {
    expect(again(3)).toBeGreaterThan(again(10));
    expect(again(20)).toBe(0);
    expect(again(3, -1_000)).toBeLessThan(again(3));
  });
});

describe('a place', () => {
  const far = { transactionId: 'x', minor: -100_000, city: 'kochi', merchantId: 'far' };

  it('never paid in says more hours after a payment in another one', () => {
    const found = scoreOne(sceneOf(far, { recent: [before(60)] }));
    expect(found).toMatchObject({ kind: 'unusual-place', episode: 'unusual-place:kochi' });
    expect(found.reasons[0]?.text).toBe('you have not used a card in kochi before, and used one in pune hours earlier');
    expect(pointsOf(sceneOf(far), 'place')).toBeLessThan(pointsOf(sceneOf(far, { recent: [before(60)] }), 'place'));
    expect(pointsOf(sceneOf(far, { recent: [before(600)] }), 'place')).toBe(pointsOf(sceneOf(far), 'place'));
  });

  it('never paid in alerts where no journey was paid for, and not where one was', () => {
    const found = scoreOne(sceneOf(far, { tickets: [] }));
    expect(found).toMatchObject({ kind: 'unusual-place', episode: 'unusual-place:kochi' });
    expect(found.score).toBeGreaterThan(ALERT_SCORE);
    expect(found.reasons[0]?.text).toBe('you have not used a card in kochi before, and paid for no journey in the last 20 days');
    expect(scoreOne(sceneOf(far)).score).toBeLessThan(ALERT_SCORE);
    expect(scoreOne(sceneOf(far, { tickets: [dayOf('2025-12-01')] })).score).toBe(found.score);
  });

  it('says no more where no journey was paid for of somebody who drives from city to city', () => {
    const habits = regular();
    for (const city of ['nashik', 'satara', 'thane']) learnOne(habits, toPayment(entryOf({ transactionId: city, city })));
    expect(pointsOf(sceneOf(far, { habits, tickets: [] }), 'place')).toBe(pointsOf(sceneOf(far, { habits }), 'place'));
    learnOne(habits, toPayment(entryOf({ transactionId: 'train', category: 'travel' })));
    learnOne(habits, toPayment(entryOf({ transactionId: 'hotel', category: 'travel' })));
    expect(pointsOf(sceneOf(far, { habits, tickets: [] }), 'place')).toBeGreaterThan(pointsOf(sceneOf(far, { habits }), 'place'));
  });

  it('says nothing at home, of a ticket, or where few payments are known', () => {
    expect(pointsOf(sceneOf({ transactionId: 'x', minor: -100_000 }, { recent: [before(60)] }), 'place')).toBe(0);
    expect(pointsOf(sceneOf({ ...far, category: 'travel' }, { recent: [before(60)] }), 'place')).toBe(0);
    expect(pointsOf(sceneOf(far, { recent: [before(60)], habits: emptyHabits() }), 'place')).toBe(0);
  });

  it('abroad weighs by how many times the usual is paid', () => {
    const points = [-5_000, -300_000, -1_500_000].map((minor) =>
      pointsOf(sceneOf({ transactionId: 'x', minor, country: 'AE', city: null, merchantId: 'abroad' }), 'country'),
    );
    expect(points).toEqual(points.toSorted((left, right) => left - right));
    expect(points[0]).toBeLessThan(points[2] as number);
  });
});

describe('a merchant that others disowned', () => {
  const days = [5, 6, 7].map(
    (day): MerchantDay => ({ merchantId: 'm1', date: `2026-01-0${day}`, knownOn: '2026-01-08', payments: 20, frauds: 1 }),
  );
  const merchant = { moments: momentsKnownOn(days, '2026-01-10'), at: secondOf('2026-01-10'), delayDays: 1 };
  const paid = (minutes: number, over: Partial<Parameters<typeof entryOf>[0]> = {}) =>
    pointsOf(sceneOf({ transactionId: 'x', minor: -200_000, ...over }, { merchant, recent: [before(minutes)] }), 'merchant');

  it('says more where the card comes back hours later, not minutes or days', () => {
    expect(paid(90)).toBeGreaterThan(paid(5) + 2);
    expect(paid(5)).toBe(paid(2_000));
    expect(pointsOf(sceneOf({ transactionId: 'x', minor: -200_000 }, { recent: [before(90)] }), 'merchant')).toBe(0);
  });

  it('says no more of a usual amount, and nothing where no card was shown', () => {
    expect(paid(90, { minor: -100_000 })).toBe(paid(5));
    expect(paid(90, { city: null })).toBe(0);
  });
});

describe('somebody never paid before', () => {
  const paid = (share: number | null) => {
    const balanceAfter = share === null ? null : 900_000 * (1 / share - 1);
    const over = {
      transactionId: 'x',
      minor: -900_000,
      mcc: null,
      category: 'transfer' as const,
      merchantId: 'name:stranger',
      balanceAfter,
    };
    return pointsOf(sceneOf(over), 'payee');
  };

  it('says more the more of the balance they get, from a fifth on', () => {
    const points = [0.05, 0.2, 0.25, 0.3, 0.5].map(paid);
    expect(points[0]).toBe(points[1]);
    expect(points[2]).toBeGreaterThan(points[1] as number);
    expect(points[3]).toBeGreaterThan(points[2] as number);
    expect(points[4]).toBe(points[3]);
    expect(paid(null)).toBeLessThan(points[2] as number);
  });
});
