import { parseMinor } from '@munshi/events/money';
import { currencyOfMark } from './currency-symbol.ts';
import type { Repair } from './text-value.ts';

export interface AmountReading {
  readonly minor: number;
  readonly currency: string;
  /** Which way the money went, where `Dr` or `Cr` beside the figure says it; the figure then has no sign. */
  readonly side: 'out' | 'in' | null;
}

/** Why a text is no amount: what follows the column's name in the message. */
export interface AmountProblem {
  readonly problem: string;
}

export interface AmountOptions {
  /** Where nothing beside the figure names one. */
  readonly currency: string;
  /** What stands before the fraction; the other one groups digits. */
  readonly decimal: '.' | ',';
  readonly repair: Repair;
}

const PLAIN = /^-?\d+(\.\d+)?$/;
const PARTS = /^(\D*?)(\d(?:[\d.,' ]*\d)?)(\D*)$/;
const MARK = /^(?:([-+])|([()])|(?:\/-)|(dr|cr|db|d|c)(?![a-z])\.?|([a-z]{3})(?![a-z])|(us\$|hk\$|nz\$|[acsr]\$|rs\.?|kr\.?|zł|\p{Sc}))/iu;
const FIGURES = {
  '.': { plain: /^\d+(\.\d+)?$/, grouped: /^\d{1,3}(?:(?:,\d{2,3})*,\d{3}|(?:[ ']\d{3})+)(\.\d+)?$/, separators: /[, ']/g },
  ',': { plain: /^\d+(,\d+)?$/, grouped: /^\d{1,3}(?:(?:\.\d{3})+|(?:[ ']\d{3})+)(,\d+)?$/, separators: /[. ']/g },
} as const;

const NO_AMOUNT: AmountProblem = { problem: 'is not an amount such as 1762.50' };

/**
 * An amount as people write it: 1762.5, 1,00,000.00, (25.00), 25.00-, ₹ 500/-, 25.0 INR, 300.00 Cr. What is written beside
 * the figure names its currency. What could be two amounts is none.
 */
export function readAmount(text: string, options: AmountOptions): AmountReading | AmountProblem {
  if (options.decimal === '.' && PLAIN.test(text)) return reading(text, { currency: options.currency, side: null }, options.repair);
  const parts = PARTS.exec(withPlainSigns(text, options.repair));
  if (!parts) return NO_AMOUNT;
  const [, before = '', figure = '', after = ''] = parts;
  const marks = marksOf(before, after, options);
  if ('problem' in marks) return marks;
  const plain = plainFigure(figure, options);
  if (plain === null) return NO_AMOUNT;
  return reading(marks.isNegative ? `-${plain}` : plain, marks, options.repair);
}

/** Minus signs and blanks of typesetters as those of keyboards. */
function withPlainSigns(text: string, repair: Repair): string {
  const plain = text
    .replace(/[\u00a0\u2007\u2009\u202f\t]/g, ' ')
    .replaceAll('’', "'")
    .trim();
  if (!/[\u2012\u2013\u2212\ufe63\uff0d]/.test(plain)) return plain;
  repair('minusSign');
  return plain.replace(/[\u2012\u2013\u2212\ufe63\uff0d]/g, '-');
}

interface Marks {
  readonly isNegative: boolean;
  readonly side: AmountReading['side'];
  readonly currency: string;
}

/** What is written before and after the figure. */
function marksOf(before: string, after: string, { currency: expected, repair }: AmountOptions): Marks | AmountProblem {
  const [left, right] = [tokensOf(before), tokensOf(after)];
  if (left === null || right === null) return NO_AMOUNT;
  const all = [...left, ...right];
  const signs = all.filter(({ sign }) => sign);
  const sides = all.filter(({ side }) => side);
  const brackets = all.flatMap(({ bracket }) => bracket ?? []).join('');
  // Dr and Cr may stand in brackets of their own
  if (brackets !== '' && (brackets !== '()' || (sides.length === 0 && !left.some(({ bracket }) => bracket)))) return NO_AMOUNT;
  const isNegative = brackets !== '' && sides.length === 0;
  if (signs.length + sides.length + (isNegative ? 1 : 0) > 1) return { problem: 'has more than one sign' };
  if (isNegative) repair('bracketedNegative');
  if (right.some(({ sign }) => sign === '-')) repair('trailingMinus');
  const currency = currencyBeside(all, expected);
  if (typeof currency !== 'string') return currency;
  const side = sides[0]?.side?.toLowerCase().startsWith('d') ? 'out' : sides.length > 0 ? 'in' : null;
  return { isNegative: isNegative || signs[0]?.sign === '-', side, currency };
}

interface Token {
  readonly sign?: string | undefined;
  readonly bracket?: string | undefined;
  readonly side?: string | undefined;
  readonly currency?: string | undefined;
}

/** Null where something there means nothing. */
function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  for (let rest = text.trim(); rest !== ''; ) {
    const match = MARK.exec(rest);
    if (!match) return null;
    const [whole, sign, bracket, side, code, symbol] = match;
    tokens.push({ sign, bracket, side, currency: (code ?? symbol)?.replace('.', '') });
    rest = rest.slice(whole.length).trimStart();
  }
  return tokens;
}

function currencyBeside(tokens: readonly Token[], expected: string): string | AmountProblem {
  const found = new Set<string>();
  for (const { currency: mark } of tokens) {
    if (mark === undefined) continue;
    const currency = currencyOfMark(mark, expected);
    if (currency === undefined) return { problem: 'names no currency that is known' };
    if (currency === null) return { problem: 'has a sign of more than one currency: write its code' };
    found.add(currency);
  }
  if (found.size > 1) return { problem: 'names two currencies' };
  return found.size === 1 ? ([...found][0] as string) : expected;
}

/** The figure with a point and without separators; null where they are not where they belong. */
function plainFigure(figure: string, { decimal, repair }: AmountOptions): string | null {
  const { plain, grouped, separators } = FIGURES[decimal];
  if (plain.test(figure)) return figure.replace(',', '.');
  if (!grouped.test(figure)) return null;
  repair('thousandsSeparators');
  return figure.replace(separators, '').replace(',', '.');
}

function reading(plain: string, { currency, side }: Pick<Marks, 'currency' | 'side'>, repair: Repair): AmountReading | AmountProblem {
  const minor = parseMinor(plain, currency) ?? minorWithoutNoise(plain, currency, repair);
  return minor === null ? { problem: `has more digits than an amount in ${currency}` } : { minor, currency, side };
}

/** Digits that a float keeps whatever they are, how far a sum or two moves it, and what is far behind any currency's last digit. */
const FLOAT_DIGITS = 15;
const FLOAT_NOISE = 4 * Number.EPSILON;
const LONG_FRACTION = /\.\d{8,}$/;

/** The amount of a float that was computed with, such as 0.30000000000000004: what its first 15 digits say, if nothing but its last bits differ. */
function minorWithoutNoise(plain: string, currency: string, repair: Repair): number | null {
  if (!LONG_FRACTION.test(plain) || plain.replace(/\D/g, '').length <= FLOAT_DIGITS) return null;
  const value = Number(plain);
  const near = Number(value.toPrecision(FLOAT_DIGITS));
  if (Math.abs(value - near) > FLOAT_NOISE * Math.abs(value)) return null;
  const minor = parseMinor(String(near), currency);
  if (minor !== null) repair('floatNoise');
  return minor;
}
