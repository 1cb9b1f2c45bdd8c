import type { SegmentsInsight } from '@munshi/events/insights';
import { type CustomerFeatures, SHARE_GROUPS, type ShareGroup } from './customer-features.ts';
import { FEWEST_CUSTOMERS, nearestCentre, type SegmentModel } from './segment-model.ts';

export type Segment = SegmentsInsight['segments'][number];

/** A share that stands out by less than this of a deviation names no group. */
const STANDS_OUT = 0.5;
const AMOUNT_COLUMNS = 4;

const NAMES: Readonly<Record<ShareGroup, string>> = {
  everyday: 'Everyday spender',
  home: 'Home first',
  'going out': 'Out and about',
  travel: 'Traveller',
  shopping: 'Shopper',
  cash: 'Cash user',
  saving: 'Saver',
};
const WORDS: Readonly<Record<ShareGroup, string>> = {
  everyday: 'everyday needs',
  home: 'home and bills',
  'going out': 'going out and entertainment',
  travel: 'travel',
  shopping: 'shopping',
  cash: 'cash',
  saving: 'saving and insurance',
};

/** Where there is nobody to compare with, that is what is said. */
export function uncomparable(reason: string): Segment[] {
  return [{ kind: 'spending', name: 'Not compared yet', reason }];
}

/** The customer's group, named after what sets its centre apart, with the customer's own figures as the reason. */
export function assignSegments(model: SegmentModel | null, features: CustomerFeatures | null): Segment[] {
  if (features === null) return uncomparable('There is no complete month of spending yet');
  if (model === null) return uncomparable(`There are not enough customers to compare: fewer than ${FEWEST_CUSTOMERS}`);
  if (model.currency !== features.currency) return uncomparable(`There are not enough customers to compare in ${features.currency}`);
  const { index, point } = nearestCentre(model, features);
  return [{ kind: 'spending', name: nameOf(model, index), reason: reasonOf(model, features, { index, point }) }];
}

/** The names of all groups are told apart by the strongest share, and by what they spend. */
function nameOf(model: SegmentModel, index: number): string {
  const centre = model.centres[index] ?? [];
  const share = strongestShare(centre);
  const size = (centre[0] ?? 0) > STANDS_OUT ? 'High-spending' : (centre[0] ?? 0) < -STANDS_OUT ? 'Careful' : 'Mid-size';
  return share === null ? `${size} all-rounder` : `${size} · ${NAMES[share]}`;
}

function strongestShare(centre: readonly number[]): ShareGroup | null {
  const shares = SHARE_GROUPS.map((group, at) => ({ group, value: centre[AMOUNT_COLUMNS + at] ?? 0 }));
  const best = shares.reduce((left, right) => (right.value > left.value ? right : left));
  return best.value >= STANDS_OUT ? best.group : null;
}

function reasonOf(
  model: SegmentModel,
  features: CustomerFeatures,
  at: { readonly index: number; readonly point: readonly number[] },
): string {
  const share = strongestShare(model.centres[at.index] ?? []) ?? strongestShare(at.point) ?? largestShare(features);
  const percent = Math.round(features.shares[share] * 100);
  const spending = at.point[0] ?? 0;
  const size = spending > STANDS_OUT ? 'more than most' : spending < -STANDS_OUT ? 'less than most' : 'about as much as most';
  return `${percent} % of your spending over the last ${features.months} complete months goes to ${WORDS[share]}, and you spend ${size} of ${model.customers} customers compared`;
}

function largestShare({ shares }: CustomerFeatures): ShareGroup {
  return SHARE_GROUPS.reduce((left, right) => (shares[right] > shares[left] ? right : left));
}
