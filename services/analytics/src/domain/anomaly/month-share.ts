import { customerWindows } from '../features/customer-windows.ts';
import type { Scene } from './scene.ts';

/** What share of the customer's last 30 days of payments an amount is; null while there are too few of them. */
export function monthShare({ entry, moments }: Scene, minor: number): number | null {
  if (entry.time === null || moments === null) return null;
  const month = customerWindows(moments, Math.floor(Date.parse(entry.time) / 1000)).at(-1);
  return month === undefined || month.count < ENOUGH_PAYMENTS ? null : minor / month.sum;
}

const ENOUGH_PAYMENTS = 5;
