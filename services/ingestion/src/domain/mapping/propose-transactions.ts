import { knownText } from '../text-value.ts';
import { dateOrderOf } from './date-order.ts';
import { mapping } from './mapping.ts';
import { dayAndClock } from './parse-date.ts';
import type { OpenChoice, Proposal } from './proposal.ts';
import { amountStyle, proposeAmount } from './propose-amount.ts';
import { currencyInName, findColumns, type Sample, valuesOf } from './sample.ts';
import { statusOfWord } from './status-words.ts';

/** Words for the columns of a transaction, without their spaces and signs; the likeliest first. */
const WORDS = {
  transactionId: ['transactionid', 'txnid', 'transactionref', 'transactionreference', 'referenceno', 'referencenumber', 'refno', 'utr'],
  customerId: ['customerid', 'custid', 'clientid', 'cif', 'cifno', 'cifid', 'cifnumber', 'customerno', 'customernumber', 'userid'],
  accountId: ['accountid', 'accountnumber', 'accountno', 'acctno', 'acno', 'account', 'iban'],
  amount: ['amount', 'transactionamount', 'txnamount', 'transactionamountinr', 'amountinr', 'amt', 'txnamt', 'value'],
  paidOut: [
    ...['withdrawalamt', 'withdrawalamount', 'withdrawals', 'withdrawal', 'debitamount', 'debitamt', 'debit', 'debits', 'dr'],
    ...['paidout', 'moneyout', 'outflow'],
  ],
  paidIn: [
    ...['depositamt', 'depositamount', 'deposits', 'deposit', 'creditamount', 'creditamt', 'credit', 'credits', 'cr'],
    ...['paidin', 'moneyin', 'inflow'],
  ],
  direction: ['drcr', 'crdr', 'debitcredit', 'creditdebit', 'dc', 'direction', 'indicator', 'type', 'transactiontype', 'txntype'],
  date: ['date', 'transactiondate', 'txndate', 'trandate', 'bookingdate', 'postingdate', 'posteddate', 'postdate', 'valuedate', 'datetime'],
  time: ['time', 'transactiontime', 'txntime'],
  status: ['status', 'transactionstatus', 'txnstatus'],
  channel: ['channel', 'mode', 'paymentmode', 'transactionmode'],
  description: ['description', 'narration', 'particulars', 'remarks', 'transactionremarks', 'details', 'transactiondetails', 'memo'],
  merchantId: ['merchantid', 'terminalid'],
  merchantName: ['merchantname', 'merchant', 'payee'],
  merchantMcc: ['mcc', 'merchantcategorycode'],
  merchantCity: ['merchantcity'],
  merchantCountry: ['merchantcountry'],
  counterpartyName: ['counterparty', 'counterpartyname', 'beneficiary', 'beneficiaryname'],
  counterpartyAccount: ['counterpartyaccount', 'beneficiaryaccount', 'toaccount'],
  balanceAfter: ['balance', 'balanceafter', 'closingbalance', 'runningbalance', 'accountbalance', 'availablebalance'],
  currency: ['currency', 'ccy', 'currencycode'],
} as const;
export type TransactionColumns = Partial<Record<keyof typeof WORDS, string>>;

/** Whether a table has amounts, or names transactions: then it is none of customers. */
export function looksLikeTransactions(columns: readonly string[]): boolean {
  const { amount, paidOut, paidIn, transactionId } = findColumns(WORDS, columns);
  return [amount, paidOut, paidIn, transactionId].some((column) => column !== undefined);
}

/** A mapping to look at and to correct: what the rows do not tell is an open choice. Null where there is no amount or no date. */
export function proposeTransactions(sample: Sample): Proposal | null {
  const found = findColumns(WORDS, sample.columns);
  const { customerId, accountId, date, time, balanceAfter, currency, status, transactionId, ...others } = found;
  const { amount: _, paidOut: _out, paidIn: _in, direction: _direction, ...texts } = others;
  const amount = proposeAmount(found, sample);
  if (amount === null || date === undefined) return null;
  const inCurrency = currency === undefined ? {} : { currency };
  const order = dateOrderOf(valuesOf(date, sample).map((text) => dayAndClock(text)[0]));
  const named = currencyInName(amount.column);
  const style = amountStyle(amount.values);
  const proposed = mapping.parse({
    name: 'proposed',
    source: 'bank',
    rows: 'columns',
    recognisedBy: [...new Set([customerId ?? accountId ?? date, date, amount.column])],
    ...(named === null ? {} : { currency: named }),
    ...(style.decimal === ',' ? { decimal: ',' } : {}),
    transaction: {
      ...(transactionId !== undefined && isKey(transactionId, sample) ? { transactionId } : {}),
      customerId: customerId ?? accountId ?? { constant: '' },
      ...(accountId === undefined ? {} : { accountId }),
      amount: { ...amount.field, ...inCurrency },
      date: { column: date, order: order?.order ?? 'dmy' },
      ...timeField(time, date, sample),
      ...(status !== undefined && valuesOf(status, sample).every((word) => statusOfWord(word) !== null) ? { status } : {}),
      ...(balanceAfter === undefined ? {} : { balanceAfter: { column: balanceAfter, sign: 'signed', ...inCurrency } }),
      ...texts,
    },
    ...(accountId === undefined ? { accountOfCustomer: { kind: 'other' } } : {}),
  });
  const open = [...amount.open, ...style.open(amount.column), ...openOrder(date, order?.isSure ?? false)];
  return { mapping: proposed, open: customerId === undefined && accountId === undefined ? [...open, NO_CUSTOMER] : open };
}

const NO_CUSTOMER: OpenChoice = {
  path: ['transaction', 'customerId'],
  column: '',
  choices: '',
  message: 'no column names the customer: give the name of one, or {"constant": "the customer\'s id"}',
};

function openOrder(column: string, isSure: boolean): OpenChoice[] {
  if (isSure) return [];
  const message = `${column}: no row tells day from month, or rows contradict each other; nothing is guessed, choose dmy or mdy`;
  return [{ path: ['transaction', 'date', 'order'], column, choices: 'dmy or mdy', message }];
}

/** A reference that is missing or comes twice is no identity: rows would replace one another. */
function isKey(column: string, sample: Sample): boolean {
  const values = valuesOf(column, sample).filter((value) => knownText(value) !== null);
  return values.length === sample.rows.length && new Set(values).size === values.length;
}

function timeField(time: string | undefined, date: string, sample: Sample): object {
  const column = time ?? date;
  const values = valuesOf(column, sample);
  if (values.some((value) => dayAndClock(value)[1] !== '')) return { time: { column, as: 'dateTime' } };
  return time === undefined ? {} : { time: { column, as: 'clock' } };
}
