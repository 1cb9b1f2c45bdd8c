import { findColumns } from './sample.ts';

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
  direction: [
    'drcr',
    'crdr',
    'drcrindicator',
    'crdrindicator',
    'debitcreditindicator',
    'creditdebitindicator',
    'debitcredit',
    'creditdebit',
    'dc',
    'direction',
    'indicator',
    'type',
    'transactiontype',
    'txntype',
  ],
  date: [
    ...['date', 'transactiondate', 'txndate', 'trandate', 'transdate', 'trxdate', 'dateoftransaction', 'bookingdate', 'postingdate'],
    ...['posteddate', 'postdate', 'valuedate', 'datetime', 'transactiondatetime', 'txndatetime', 'timestamp', 'transactiontimestamp'],
  ],
  time: ['time', 'transactiontime', 'txntime'],
  status: ['status', 'transactionstatus', 'txnstatus'],
  channel: ['channel', 'mode', 'paymentmode', 'transactionmode'],
  description: [
    'description',
    'narration',
    'particulars',
    'remarks',
    'transactionremarks',
    'details',
    'transactiondetails',
    'memo',
    'transactiondescription',
    'narrative',
  ],
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

export function findTransactionColumns(columns: readonly string[]): TransactionColumns {
  return findColumns(WORDS, columns);
}

/** Whether a table has amounts, or names transactions: then it is none of customers. */
export function looksLikeTransactions(columns: readonly string[]): boolean {
  const { amount, paidOut, paidIn, transactionId } = findColumns(WORDS, columns);
  return [amount, paidOut, paidIn, transactionId].some((column) => column !== undefined);
}
