import { type Mapping, mapping } from './mapping.ts';

const customer = { birthDate: { placeholders: ['1800-01-01'] } } as const;

/** Kaggle "Bank Customer Segmentation (1M+ transactions)". Dates as published (D/M/YY) or re-saved (DD-MM-YYYY). */
export const kaggleIndia: Mapping = mapping.parse({
  name: 'kaggle-india',
  source: 'kaggle-india',
  rows: 'columns',
  recognisedBy: ['TransactionID', 'CustomerID', 'CustomerDOB', 'TransactionDate', 'TransactionAmount (INR)'],
  currency: 'INR',
  timeZone: 'Asia/Kolkata',
  transaction: {
    transactionId: 'TransactionID',
    customerId: 'CustomerID',
    amount: { column: 'TransactionAmount (INR)', sign: 'out' },
    date: { column: 'TransactionDate', order: 'dmy' },
    time: { column: 'TransactionTime', as: 'clock' },
    balanceAfter: { column: 'CustAccountBalance', sign: 'signed' },
  },
  customer: { birthDate: { column: 'CustomerDOB', order: 'dmy', ...customer.birthDate }, gender: 'CustGender', city: 'CustLocation' },
  accountOfCustomer: { kind: 'savings' },
});

/**
 * Prompt/completion lines made from the same file, hence the same source. Their ages and formatted dates are wrong and
 * not read; the date of birth has day and month swapped where the day is at most 12. The completion is not read.
 */
export const promptCompletion: Mapping = mapping.parse({
  name: 'prompt-completion',
  source: 'kaggle-india',
  rows: 'prompt',
  recognisedBy: ['Transaction ID', 'Customer ID', 'Transaction Date', 'Transaction Amount'],
  currency: 'INR',
  timeZone: 'Asia/Kolkata',
  transaction: {
    transactionId: 'Transaction ID',
    customerId: 'Customer ID',
    amount: { column: 'Transaction Amount', sign: 'out' },
    date: { column: 'Transaction Date', order: 'dmy' },
    time: { column: 'Transaction Time', as: 'clock' },
    balanceAfter: { column: 'Customer Account Balance', sign: 'signed' },
  },
  customer: {
    birthDate: { column: 'Customer DOB', order: 'ymd', dayAbove12Only: true, ...customer.birthDate },
    gender: 'Customer Gender',
    city: 'Customer Location',
  },
  accountOfCustomer: { kind: 'savings' },
});
