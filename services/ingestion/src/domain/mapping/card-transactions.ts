import { type Mapping, mapping } from './mapping.ts';

/** The simulated card transactions of the "Fraud detection handbook". They name no currency and no zone: the bank's hold. */
export const cardTransactions: Mapping = mapping.parse({
  name: 'card-transactions',
  source: 'card-transactions',
  rows: 'columns',
  recognisedBy: ['TRANSACTION_ID', 'TX_DATETIME', 'CUSTOMER_ID', 'TERMINAL_ID', 'TX_AMOUNT'],
  transaction: {
    transactionId: 'TRANSACTION_ID',
    customerId: 'CUSTOMER_ID',
    amount: { column: 'TX_AMOUNT', sign: 'out' },
    date: { column: 'TX_DATETIME', order: 'ymd' },
    time: { column: 'TX_DATETIME', as: 'dateTime' },
    channel: { constant: 'card' },
    merchantId: 'TERMINAL_ID',
  },
  accountOfCustomer: { kind: 'card' },
});
