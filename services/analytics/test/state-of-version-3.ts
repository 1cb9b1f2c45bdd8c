import { type CustomerState, STATE_VERSION } from '../src/domain/customer/customer-state.ts';
import type { StateOfVersion3 } from '../src/domain/customer/older-states.ts';
import { dayOf } from '../src/domain/customer/tickets.ts';

/** A state as version 3 stored it. */
export const VERSION_3: StateOfVersion3 = {
  version: 3,
  customerId: 'c',
  profileSequence: 1,
  intake: 'history',
  segment: '3-5 lakh',
  accounts: { A: { kind: 'current', currency: 'INR' } },
  span: { from: '2025-12-30', to: '2026-01-10' },
  months: { INR: { '2025-12': '0q_t206', '2026-01': '0WkNeV22050' } },
  days: { '2026-01': '0m26' },
  habits: {
    categories: { INR: { dining: '8eas2Wsin_S' } },
    merchants: { INR: { 'm one': '2mlM' }, USD: { m: '4mZb1Wi-kuA' } },
    hours: '000000000800000000000000',
    countries: { IN: 4 },
    cities: { pune: 2 },
  },
  moments: { INR: ['WysZif3Wue5', 'WkNq_t2'] },
  labels: { t: { isFraud: true, at: '2026-01-10T00:00:00Z', on: '2026-01-10' } },
  normal: ['k'],
  said: { spending: [3, 'h', '2026-01-10'] },
  recent: [['t', 1768046400000, -12000, 'A', 'm one', 'pune']],
  alerted: { 'new-payee:x': 'WWeiWbzc34' },
  words: ['dining', 'travel'],
};

/** What it stood for. */
export const AS_VERSION_3_MEANT: CustomerState = {
  customerId: 'c',
  profileSequence: 1,
  intake: 'history',
  segment: '3-5 lakh',
  accounts: { A: { kind: 'current', currency: 'INR' } },
  span: { from: '2025-12-30', to: '2026-01-10' },
  months: { '2025-12 INR': { dining: [45050, 0, 3] }, '2026-01 INR': { dining: [12000, 500, 1], travel: [0, -3, 0] } },
  days: { '2026-01': [0, 40, 3] },
  habits: {
    categories: { 'INR dining': [4, 44100, 486300000] },
    merchants: { 'INR m one': [1, 11512, 132526144], 'USD m': [2, 19000, 180600000] },
    hours: [0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    countries: { IN: 4 },
    cities: { pune: 2 },
  },
  moments: { INR: { at: [1767960000, 1768046400], minor: [12000, 45050] } },
  labels: { t: { isFraud: true, at: '2026-01-10T00:00:00Z', on: '2026-01-10' } },
  normal: ['k'],
  said: { spending: { sequence: 3, hash: 'h', asOf: '2026-01-10' } },
  recent: [{ transactionId: 't', at: 1768046400000, minor: -12000, accountId: 'A', merchantId: 'm one', city: 'pune' }],
  alerted: { 'new-payee:x': { at: 1768000000000, times: 2 } },
  version: STATE_VERSION,
  tickets: [dayOf('2026-01-10')],
};
