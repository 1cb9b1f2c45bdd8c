import { habitualAmount } from '../features/customer-windows.ts';
import { merchantWindows, recentRisk } from '../features/merchant-windows.ts';
import { merchantSurprise } from './merchant-surprise.ts';
import { monthShare } from './month-share.ts';
import { paymentsBefore } from './recent-payments.ts';
import type { Scene, Sign } from './scene.ts';

const MINUTE_MS = 60_000;
const BURST_WINDOW_MS = 30 * MINUTE_MS;
const DUPLICATE_WINDOW_MS = 15 * MINUTE_MS;
const SPREE_WINDOW_MS = 180 * MINUTE_MS;
/** While fewer payments are known most shops are new. */
const ENOUGH_TO_KNOW = 100;
/** A copied card is used where it was copied, within hours; within minutes it is its holder who comes back. */
const COPIED_MS = { from: 20 * MINUTE_MS, to: 240 * MINUTE_MS };
/**
 * Points of coming back with a card to a merchant that others disowned, for as much again as usual or more: on the tuning seeds 26 of
 * 30 such were strange, one in 14 of smaller ones, and none of those who paid in another way.
 */
const POINTS_OF_A_COPY = 3;
const DEAR_COPY = 1.35;
/**
 * Log-likelihood ratios on the tuning seeds: of each payment of the last three hours, of the share of a month's spending that they
 * all take (a tenth is level), and of each of them at a merchant that the customer had not paid before.
 */
const SPREE = { each: 1, from: 1.8, share: 0.8, level: 0.1, novel: 0.8 };

/**
 * A machine charges twice within minutes; later it is the customer who comes back. Two equal
 * ones of next to nothing in a month's spending are two teas: on the tuning seeds 4 of 27 were strange.
 */
const CHARGED_AGAIN = { points: 4, withinMs: 5 * MINUTE_MS, otherwise: 1.5, small: 0.0006 };

export function duplicateSign(scene: Scene): Sign | null {
  const { entry, recent } = scene;
  if (entry.merchantId === null) return null;
  const same = paymentsBefore(recent, entry, DUPLICATE_WINDOW_MS).find(
    (payment) => payment.merchantId === entry.merchantId && payment.minor === entry.minor && payment.accountId === entry.accountId,
  );
  if (same === undefined) return null;
  const gap = Date.parse(entry.time ?? '') - same.at;
  const isSmall = (monthShare(scene, -entry.minor) ?? 1) < CHARGED_AGAIN.small;
  const points = isSmall || gap > CHARGED_AGAIN.withinMs ? CHARGED_AGAIN.otherwise : CHARGED_AGAIN.points;
  return { code: 'duplicate', points, figures: { minutes: Math.max(1, Math.round(gap / MINUTE_MS)) } };
}

export function burstSign({ entry, recent }: Scene): Sign | null {
  if (entry.mcc === null) return null;
  const before = paymentsBefore(recent, entry, BURST_WINDOW_MS).length;
  return before < 2 ? null : { code: 'burst', points: 0.8 * (before - 1), figures: { count: before + 1 } };
}

/** Payment after payment from one account at shops that are new to the customer, which add up: what a stolen card is used for. */
export function spreeSign(scene: Scene): Sign | null {
  const { entry, recent, habits } = scene;
  if (entry.mcc === null || habits.hours.reduce((sum, count) => sum + count, 0) < ENOUGH_TO_KNOW) return null;
  const before = paymentsBefore(recent, entry, SPREE_WINDOW_MS).filter(({ accountId }) => accountId === entry.accountId);
  if (before.length < 2) return null;
  const share = monthShare(
    scene,
    before.reduce((sum, { minor }) => sum - minor, -entry.minor),
  );
  if (share === null) return null;
  const paidAt = (merchantId: string) => habits.merchants[`${entry.currency} ${merchantId}`]?.[0] ?? 0;
  // the payment itself is learned: once is not before
  const novel = before.filter(({ merchantId }) => merchantId !== null && paidAt(merchantId) <= 1).length;
  const dear = Math.max(-1.2, Math.min(1.1, SPREE.share * Math.log(share / SPREE.level)));
  const points = Math.min(6, SPREE.each * (before.length - SPREE.from) + dear + SPREE.novel * novel);
  return points <= 0 ? null : { code: 'spree', points, figures: { count: before.length + 1, novel } };
}

/**
 * What other cardholders said of the merchant's last payments, from labels alone; more where the card is used there again. At a shop on
 * the web they speak of the cards that were stolen elsewhere, not of the shop.
 */
export function merchantSign(scene: Scene): Sign | null {
  const { merchant } = scene;
  if (merchant === null || isRemote(scene)) return null;
  const { moments, at, delayDays } = merchant;
  const month = merchantWindows(moments, at, delayDays).at(-1);
  const disowned = month?.frauds ?? 0;
  const isCopy = disowned > 0 && isPaidAgain(scene) && isDearer(scene);
  const points = merchantSurprise(recentRisk(moments, at, delayDays)) + (isCopy ? POINTS_OF_A_COPY : 0);
  return points <= 0 ? null : { code: 'merchant', points, figures: { disowned, payments: month?.count ?? 0 } };
}

/** No city was named, by a bank that names them. */
function isRemote({ entry, habits }: Scene): boolean {
  return entry.city === null && Object.keys(habits.cities).length > 0;
}

function isPaidAgain({ entry, recent }: Scene): boolean {
  const at = entry.time === null ? 0 : Date.parse(entry.time);
  return paymentsBefore(recent, entry, COPIED_MS.to).some(
    (payment) => payment.merchantId === entry.merchantId && payment.city === entry.city && payment.at <= at - COPIED_MS.from,
  );
}

function isDearer({ entry, moments }: Scene): boolean {
  if (entry.time === null || moments === null) return false;
  const habitual = habitualAmount(moments, Math.floor(Date.parse(entry.time) / 1000));
  return habitual !== null && -entry.minor > DEAR_COPY * habitual.median;
}
