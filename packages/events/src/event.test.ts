import { CloudEvent, Kafka } from 'cloudevents';
import { describe, expect, test } from 'vitest';
import { decodeEvent, EventInvalidError, type EventRecord, encodeEvent, type MunshiEvent } from './event.ts';
import { eventId } from './event-id.ts';
import { insightsSegments, type SegmentsInsight } from './insights.ts';
import { bankTransactions, type Transaction } from './transaction.ts';

const event: MunshiEvent<Transaction> = {
  topic: 'bank.transactions',
  id: eventId({ topic: 'bank.transactions', subject: 'bank/T1', cause: 'content', rule: 'ingestion@1' }),
  key: 'C1',
  subject: 'bank/T1',
  sequence: 3,
  time: '2016-08-02T09:02:07.000Z',
  intake: 'history',
  source: '/munshi/ingestion',
  data: {
    transactionId: 'T1',
    customerId: 'C1',
    amount: { minor: -2500, currency: 'INR' },
    date: '2016-08-02',
    status: 'posted',
    source: 'bank',
    description: 'चाय at Café “√2” \u0000',
  },
};
const record = encodeEvent(bankTransactions, event);
const codeOf = (broken: EventRecord): string => {
  try {
    decodeEvent(bankTransactions, broken);
  } catch (error) {
    if (error instanceof EventInvalidError) return error.code;
    throw error;
  }
  return 'no error';
};

describe('an event', () => {
  test('comes back as it was', () => expect(decodeEvent(bankTransactions, record)).toEqual(event));

  test('is a CloudEvent in binary mode, keyed by its customer', () => {
    expect(record.key).toBe('C1');
    expect(record.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_type: 'munshi.bank.transactions.v1',
      ce_source: '/munshi/ingestion',
      ce_subject: 'bank/T1',
      ce_sequence: '3',
      ce_time: '2016-08-02T09:02:07.000Z',
      ce_munshiintake: 'history',
    });
    expect(JSON.parse(String(record.value))).toEqual(event.data);
  });

  test('has the headers that the CloudEvents SDK writes, whichever events came before', () => {
    const other: MunshiEvent<Transaction> = { ...event, id: 'another', subject: 'bank/T2', sequence: 1, time: '2016-08-03T00:00:00Z' };
    const { id, subject, time, source } = other;
    const attributes = { id, subject, time, source, type: 'munshi.bank.transactions.v1', sequence: '1', munshiintake: 'history' };
    const written = Kafka.binary(new CloudEvent({ ...attributes, datacontenttype: 'application/json', data: other.data })).headers;
    expect(encodeEvent(bankTransactions, other).headers).toEqual(JSON.parse(JSON.stringify(written)));
  });

  test('with unknown fields is read without them', () => {
    const value = Buffer.from(JSON.stringify({ ...event.data, fresh: true }));
    expect(decodeEvent(bankTransactions, { ...record, value })).toEqual(event);
  });

  test.each([
    ['EVENT_NOT_JSON', { value: Buffer.from('{"transactionId":') }],
    ['EVENT_SCHEMA', { value: Buffer.from('{}') }],
    ['EVENT_DATA_MISSING', { value: null }],
    ['EVENT_TYPE_UNKNOWN', { headers: { ...record.headers, ce_type: 'munshi.bank.transactions.v2' } }],
    ['EVENT_ATTRIBUTE_MISSING', { headers: { ...record.headers, ce_id: '' } }],
    ['EVENT_SEQUENCE_INVALID', { headers: { ...record.headers, ce_sequence: '-1' } }],
    ['EVENT_INTAKE_INVALID', { headers: { ...record.headers, ce_munshiintake: 'maybe' } }],
    ['EVENT_TIME_INVALID', { headers: { ...record.headers, ce_time: 'yesterday' } }],
  ])('that is broken is refused: %s', (code, broken) => expect(codeOf({ ...record, ...broken })).toBe(code));

  test('an error says nothing of the content', () => {
    const value = Buffer.from(JSON.stringify({ ...event.data, amount: 'my secret amount' }));
    expect(() => decodeEvent(bankTransactions, { ...record, value })).toThrow(/amount/);
    expect(() => decodeEvent(bankTransactions, { ...record, value })).not.toThrow(/my secret/);
  });

  test('that breaks its schema is not published', () => {
    const amount = { minor: 0.5, currency: 'INR' };
    expect(() => encodeEvent(bankTransactions, { ...event, data: { ...event.data, amount } })).toThrow(EventInvalidError);
  });

  test('of a state can be a tombstone, of a fact it cannot', () => {
    const tombstone: MunshiEvent<SegmentsInsight | null> = { ...event, topic: 'insights.segments', data: null };
    const encoded = encodeEvent(insightsSegments, tombstone);
    expect(encoded.value).toBeNull();
    expect(decodeEvent(insightsSegments, encoded).data).toBeNull();
    expect(() => encodeEvent(bankTransactions, { ...event, data: null as never })).toThrow(EventInvalidError);
  });
});

test('the same cause gives the same id, another cause another', () => {
  const cause = { topic: 't', subject: 's', cause: 'c', rule: 'r@1' };
  expect(eventId(cause)).toBe(eventId({ ...cause }));
  expect(new Set([cause, { ...cause, rule: 'r@2' }, { ...cause, subject: 's2' }, { ...cause, cause: 'd' }].map(eventId)).size).toBe(4);
});
