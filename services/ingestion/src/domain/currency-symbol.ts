/** What stands for a currency beside a figure, in small letters, and which currencies it may stand for. */
const CURRENCIES_OF: Readonly<Record<string, readonly string[]>> = {
  '₹': ['INR'],
  rs: ['INR', 'PKR', 'LKR', 'NPR', 'MUR', 'SCR'],
  $: ['USD', 'AUD', 'CAD', 'HKD', 'MXN', 'NZD', 'SGD', 'TWD'],
  us$: ['USD'],
  a$: ['AUD'],
  c$: ['CAD'],
  hk$: ['HKD'],
  nz$: ['NZD'],
  s$: ['SGD'],
  r$: ['BRL'],
  '€': ['EUR'],
  '£': ['GBP'],
  '¥': ['JPY', 'CNY'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  zł: ['PLN'],
  '₩': ['KRW'],
  '₺': ['TRY'],
  '₽': ['RUB'],
  '₱': ['PHP'],
  '₫': ['VND'],
  '฿': ['THB'],
  '₦': ['NGN'],
  '₪': ['ILS'],
};

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** An ISO 4217 code, as ICU knows them. */
export function isCurrencyCode(text: string): boolean {
  return CODES.has(text);
}

/**
 * The currency of a code or symbol; a symbol of several is that of `expected` where it can be.
 * Undefined: it is none. Null: it could be more than one.
 */
export function currencyOfMark(mark: string, expected: string): string | null | undefined {
  const code = mark.toUpperCase();
  if (isCurrencyCode(code)) return code;
  const symbol = mark.toLowerCase();
  const candidates = Object.hasOwn(CURRENCIES_OF, symbol) ? CURRENCIES_OF[symbol] : undefined;
  if (candidates === undefined) return undefined;
  if (candidates.length === 1) return candidates[0];
  return candidates.includes(expected) ? expected : null;
}
