import { type Mapping, mapping } from './mapping.ts';

/** A CSV whose columns are named as the fields of a transaction; amounts are decimals signed as the customer sees them. */
export const ownColumns: Mapping = mapping.parse({
  name: 'own-columns',
  source: 'bank',
  rows: 'columns',
  recognisedBy: ['customerId', 'amount', 'date'],
  transaction: {
    transactionId: 'transactionId',
    customerId: 'customerId',
    accountId: 'accountId',
    amount: { column: 'amount', sign: 'signed', currency: 'currency' },
    date: { column: 'date', order: 'ymd' },
    time: { column: 'time', as: 'instant' },
    status: 'status',
    channel: 'channel',
    description: 'description',
    merchantId: 'merchantId',
    merchantName: 'merchantName',
    merchantMcc: 'mcc',
    merchantCity: 'merchantCity',
    merchantCountry: 'merchantCountry',
    counterpartyName: 'counterpartyName',
    counterpartyAccount: 'counterpartyAccount',
    refersTo: 'refersTo',
    balanceAfter: { column: 'balanceAfter', sign: 'signed', currency: 'currency' },
  },
});
