import { expect, it } from 'vitest';
import type { ReceivedRecord } from '../bus.ts';
import { createRecordTail } from './record-tail.ts';

const received = (offset: number, bytes = 10): ReceivedRecord => ({
  topic: 't',
  partition: 0,
  offset: BigInt(offset),
  timestamp: 0,
  key: 'k',
  value: Buffer.alloc(bytes),
  headers: {},
});
const offsets = (records: readonly ReceivedRecord[] | undefined) => records?.map(({ offset }) => Number(offset));

it('gives the newest records of a log, and says where it does not reach back', () => {
  const tail = createRecordTail(10_000);
  tail.append([received(5), received(6)]);
  tail.append([received(7)]);
  expect(offsets(tail.read('t', 0, 5n, 2))).toEqual([5, 6]);
  expect(offsets(tail.read('t', 0, 7n, 9))).toEqual([7]);
  expect(tail.read('t', 0, 4n, 9)).toBeUndefined();
  expect(tail.read('t', 1, 5n, 9)).toBeUndefined();
});

it('forgets the oldest beyond its bytes', () => {
  const tail = createRecordTail(2_500);
  for (let offset = 0; offset < 4; offset += 1) tail.append([received(offset, 1_000)]);
  expect(tail.read('t', 0, 0n, 9)).toBeUndefined();
  expect(offsets(tail.read('t', 0, 2n, 9))).toEqual([2, 3]);
});

it('begins again behind records that it has not seen', () => {
  const tail = createRecordTail(10_000);
  tail.append([received(0), received(1)]);
  tail.append([received(4)]);
  expect(tail.read('t', 0, 1n, 9)).toBeUndefined();
  expect(offsets(tail.read('t', 0, 4n, 9))).toEqual([4]);
});
