import type { RecentRisk } from '../features/merchant-windows.ts';

/** Points for each of the newest payments at the merchant, known long enough, that its cardholder disowned. */
const POINTS_A_DISOWNED = 1;

/** How much the merchant's newest payments speak against it, in points; stands on labels alone, on no fitted model. */
export function merchantSurprise({ ofLastThree }: RecentRisk): number {
  return POINTS_A_DISOWNED * ofLastThree;
}
