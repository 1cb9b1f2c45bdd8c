import { parseMinor } from '@munshi/events/money';
import type { Repair } from './text-value.ts';

export interface AmountReading {
  readonly minor: number;
  readonly currency: string;
}

const PLAIN = /^[+-]?\d+(\.\d+)?$/;
const GROUPED = /^[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?$/;
const BESIDE = /^(?:([A-Z]{3})\s*)?([^A-Z]+?)(?:\s*([A-Z]{3}))?$/;

/** An amount such as 1762.5, 25.0 INR or 1,00,000.00; the currency written beside it wins. Null for anything else. */
export function readAmount(text: string, currency: string, repair: Repair): AmountReading | null {
  if (PLAIN.test(text)) return reading(text, currency);
  const match = BESIDE.exec(text.replace(/^([+-]?)(?:₹|Rs\.?)\s*/, '$1'));
  if (!match) return null;
  const [, before, figure = '', after] = match;
  if (before !== undefined && after !== undefined && before !== after) return null;
  let plain = figure.trim();
  if (GROUPED.test(plain)) {
    repair('thousandsSeparators');
    plain = plain.replaceAll(',', '');
  }
  return PLAIN.test(plain) ? reading(plain, before ?? after ?? currency) : null;
}

function reading(plain: string, currency: string): AmountReading | null {
  const minor = parseMinor(plain, currency);
  return minor === null ? null : { minor, currency };
}
