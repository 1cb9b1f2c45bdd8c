import { amountSign, STANDING } from './amount-sign.ts';
import { countrySign, placeSign } from './place-signs.ts';
import type { Scene, Sign } from './scene.ts';
import { isKnown, isToStranger, monthWeight, shareOfBalance, strangerWeight } from './stranger.ts';
import { burstSign, duplicateSign, merchantSign, spreeSign } from './velocity-signs.ts';

/** Below so many own payments nothing is "new": everything is. */
const ENOUGH_TO_KNOW = 15;

/** Everything that is unusual about a payment, in no order. The weights are set on the simulated bank's labels. */
export function signsOf(scene: Scene): Sign[] {
  return SIGNS.flatMap((sign) => sign(scene) ?? []);
}

function hourSign({ habits, entry }: Scene): Sign | null {
  if (entry.hour === null || (entry.mcc === null && STANDING.has(entry.category))) return null;
  const total = habits.hours.reduce((sum, count) => sum + count, 0);
  if (total < ENOUGH_TO_KNOW) return null;
  const near = [-1, 0, 1].reduce((sum, shift) => sum + (habits.hours[((entry.hour ?? 0) + shift + 24) % 24] ?? 0), 0);
  const share = (near + 0.5) / (total + 4);
  const points = Math.min(1.2, -Math.log10(share * 25));
  return points <= 0 ? null : { code: 'hour', points, figures: { hour: entry.hour } };
}

/** Points of somebody never paid before, by what the payment is of the balance and of a month; `unknown` where the bank told no balance. */
const PAYEE = { unknown: 0.6, least: 0.3, most: 2.8 };

/** Much of the balance to somebody never paid before. */
function payeeSign(scene: Scene): Sign | null {
  const { habits, entry } = scene;
  if (!isToStranger(scene) || STANDING.has(entry.category)) return null;
  if (habits.hours.reduce((sum, count) => sum + count, 0) < ENOUGH_TO_KNOW) return null;
  const share = shareOfBalance(entry);
  const points = share === null ? PAYEE.unknown : PAYEE.least + strangerWeight(scene) * (PAYEE.most - PAYEE.least);
  return { code: 'payee', points, figures: { share: share ?? 0 } };
}

/** Of those who pay between three and four fifths of a balance to somebody new, one in fourteen is robbed. */
const DRAINED_FROM = 0.78;
/** Many keep next to nothing on the account they pay from: below the lesser share of a month's spending 3 of 200 were strange. */
const DRAINED_OF_MONTH = { from: 0.15, full: 0.45 };

/** Nearly everything to somebody never paid before: a purchase at a usual shop that takes the last of a small balance is none. */
function drainSign(scene: Scene): Sign | null {
  const { habits, entry } = scene;
  const share = shareOfBalance(entry);
  if (share === null || share < DRAINED_FROM || STANDING.has(entry.category) || isKnown(habits, entry)) return null;
  const points = (share - 0.6) * 8 * monthWeight(scene, DRAINED_OF_MONTH);
  return points <= 0 ? null : { code: 'drain', points, figures: { share } };
}

const SIGNS = [amountSign, countrySign, duplicateSign, burstSign, hourSign, payeeSign, drainSign, merchantSign, spreeSign, placeSign];
