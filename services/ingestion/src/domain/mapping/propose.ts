import { type AnyMapping, anyMapping, type DateOrder } from './mapping.ts';

/** Words for the columns of a transaction and of a customer, without their spaces and signs; the likeliest first. */
const TRANSACTION_WORDS = {
  transactionId: ['transactionid', 'txnid', 'transactionref', 'transactionreference', 'referenceno', 'refno', 'utr'],
  customerId: ['customerid', 'custid', 'clientid', 'cif', 'cifno', 'cifnumber', 'userid'],
  accountId: ['accountid', 'accountnumber', 'accountno', 'acctno', 'account', 'iban'],
  amount: ['amount', 'transactionamount', 'txnamount', 'transactionamountinr', 'amountinr', 'value'],
  paidOut: ['withdrawalamt', 'withdrawalamount', 'withdrawals', 'withdrawal', 'debitamount', 'debit', 'paidout', 'moneyout'],
  paidIn: ['depositamt', 'depositamount', 'deposits', 'deposit', 'creditamount', 'credit', 'paidin', 'moneyin'],
  direction: ['drcr', 'crdr', 'debitcredit', 'creditdebit', 'type', 'transactiontype', 'txntype'],
  date: ['date', 'transactiondate', 'txndate', 'bookingdate', 'postingdate', 'valuedate'],
  time: ['time', 'transactiontime', 'txntime'],
  description: ['description', 'narration', 'particulars', 'remarks', 'details', 'memo'],
  merchantName: ['merchantname', 'merchant', 'payee'],
  merchantMcc: ['mcc', 'merchantcategorycode'],
  balanceAfter: ['balance', 'balanceafter', 'closingbalance', 'runningbalance', 'accountbalance'],
  currency: ['currency', 'ccy', 'currencycode'],
} as const;

const CUSTOMER_WORDS = {
  customerId: ['customerid', 'custid', 'clientid', 'cif', 'cifno', 'cifnumber', 'customerno', 'customernumber', 'id'],
  name: ['name', 'fullname', 'customername', 'clientname'],
  birthDate: ['birthdate', 'dateofbirth', 'dob', 'customerdob', 'birthday'],
  gender: ['gender', 'sex', 'custgender'],
  city: ['city', 'town', 'location', 'custlocation', 'place'],
  occupation: ['occupation', 'profession', 'job', 'employment'],
  locale: ['locale', 'language', 'preferredlanguage'],
  timeZone: ['timezone', 'tz'],
  currency: ['currency', 'ccy'],
  products: ['products', 'productsheld', 'holdings'],
  updatedAt: ['updatedat', 'lastupdated', 'modifieddate', 'lastmodified', 'asof', 'asofdate'],
  aiConsent: ['aiconsent', 'consentai', 'consent'],
} as const;

export interface Sample {
  /** The columns' names. */
  readonly columns: readonly string[];
  /** Some rows, their fields in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
}

/** A mapping of customers, where the columns are those of a customer file and not of transactions. */
export function proposeCustomers(sample: Sample): AnyMapping | null {
  const found = findColumns(CUSTOMER_WORDS, sample.columns);
  const { customerId, birthDate, aiConsent, updatedAt, ...others } = found;
  if (customerId === undefined || findColumns(TRANSACTION_WORDS, sample.columns).amount !== undefined) return null;
  if (birthDate === undefined && Object.keys(others).length === 0) return null;
  return anyMapping.parse({
    name: 'customers',
    rows: 'columns',
    recognisedBy: Object.values(found),
    customers: {
      customerId,
      ...others,
      ...(birthDate === undefined ? {} : { birthDate: birthDateField(birthDate, sample) }),
      ...(updatedAt === undefined ? {} : { updatedAt: { column: updatedAt, order: dateOrder(updatedAt, sample)?.order ?? 'dmy' } }),
      ...(aiConsent === undefined ? {} : { aiConsent: { column: aiConsent } }),
    },
  });
}

/** A mapping to look at and to correct: whether money goes out and what the source is called, only the bank knows. */
export function proposeTransactions(sample: Sample): AnyMapping | null {
  const found = findColumns(TRANSACTION_WORDS, sample.columns);
  const { customerId, accountId, amount: _, paidOut, paidIn, direction, date, time, balanceAfter, currency, ...others } = found;
  const amount = amountField(found, sample);
  if ((customerId === undefined && accountId === undefined) || amount === null || date === undefined) return null;
  const inCurrency = currency === undefined ? {} : { currency };
  return anyMapping.parse({
    name: 'proposed',
    source: 'bank',
    rows: 'columns',
    recognisedBy: [customerId ?? accountId, date],
    transaction: {
      customerId: customerId ?? accountId,
      ...(accountId === undefined ? {} : { accountId }),
      amount: { ...amount, ...inCurrency },
      date: { column: date, order: dateOrder(date, sample)?.order ?? 'dmy' },
      ...(time === undefined ? {} : { time: { column: time, as: 'clock' } }),
      ...(balanceAfter === undefined ? {} : { balanceAfter: { column: balanceAfter, sign: 'signed', ...inCurrency } }),
      ...others,
    },
    ...(accountId === undefined ? { accountOfCustomer: { kind: 'other' } } : {}),
  });
}

/** One column with its sign or with one that says the direction, or a column for each direction. */
function amountField({ amount, paidOut, paidIn, direction }: Partial<Record<keyof typeof TRANSACTION_WORDS, string>>, sample: Sample) {
  if (amount === undefined) return paidOut === undefined || paidIn === undefined ? null : { out: paidOut, in: paidIn };
  const saysDirection = direction !== undefined && valuesOf(direction, sample).some((value) => /^(dr|cr|d|c|debit|credit)$/i.test(value));
  if (saysDirection) return { column: amount, sign: 'out', direction: { column: direction } };
  const isSigned = valuesOf(amount, sample).some((value) => value.startsWith('-'));
  return { column: amount, sign: isSigned ? 'signed' : 'out' };
}

function findColumns<Name extends string>(
  words: Readonly<Record<Name, readonly string[]>>,
  columns: readonly string[],
): Partial<Record<Name, string>> {
  const plain = columns.map((column) => column.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const found: Partial<Record<Name, string>> = {};
  for (const [name, known] of Object.entries(words) as [Name, readonly string[]][]) {
    const word = known.find((candidate) => plain.includes(candidate));
    if (word !== undefined) found[name] = columns[plain.indexOf(word)] as string;
  }
  return found;
}

/** Where no row tells day from month, a date of birth is taken only where it can be only one. */
function birthDateField(column: string, sample: Sample) {
  const { order, isSure } = dateOrder(column, sample) ?? { order: 'dmy', isSure: false };
  return { column, order, dayAbove12Only: !isSure, placeholders: ['1800-01-01', '1900-01-01'] };
}

/** The order of a column's dates, as its rows show it; null where it has none. */
export function dateOrder(column: string, sample: Sample): { readonly order: DateOrder; readonly isSure: boolean } | null {
  const parts = valuesOf(column, sample).flatMap((value) => {
    const [, first = '', second = ''] = /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})/.exec(value) ?? [];
    return first === '' ? [] : [{ first, second: Number(second) }];
  });
  if (parts.length === 0) return null;
  if (parts.some(({ first }) => first.length === 4)) return { order: 'ymd', isSure: true };
  const isDayFirst = parts.some(({ first }) => Number(first) > 12);
  const isMonthFirst = parts.some(({ second }) => second > 12);
  return { order: isMonthFirst && !isDayFirst ? 'mdy' : 'dmy', isSure: isDayFirst !== isMonthFirst };
}

function valuesOf(column: string, { columns, rows }: Sample): string[] {
  const index = columns.indexOf(column);
  return rows.flatMap((row) => row[index]?.trim() || []);
}
