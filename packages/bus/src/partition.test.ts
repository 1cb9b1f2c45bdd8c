import { expect, it } from 'vitest';
import { murmur2, partitionOf } from './partition.ts';

// From Kafka's own test of its hash (`UtilsTest.testMurmur2`).
it.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('hashes %s as Kafka does', (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

it('gives a partition within bounds, for keys of any script', () => {
  for (const key of ['', 'C1', 'ग्राहक', '\u{1F600}']) {
    const partition = partitionOf(key, 12);
    expect(partition).toBeGreaterThanOrEqual(0);
    expect(partition).toBeLessThan(12);
  }
});
