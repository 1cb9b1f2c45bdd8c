import { expect, it } from 'vitest';
import type { OutgoingRecord } from '../bus.ts';
import { recordBytes } from '../record-limits.ts';
import { createKafkaSender, type KafkaSender } from './kafka-sender.ts';

const record = (text: string, bytes = 1): OutgoingRecord => ({ topic: 't', key: 'k', value: Buffer.alloc(bytes), headers: { text } });
const textOf = ({ headers }: OutgoingRecord): string => headers.text ?? '';

function publish(sender: KafkaSender, records: readonly OutgoingRecord[]): Promise<unknown> {
  return new Promise((resolve) => {
    let left = records.length;
    const call = {
      stored: (count: number) => {
        left -= count;
        if (left === 0) resolve('stored');
      },
      failed: resolve,
    };
    sender.add(records.map((one) => ({ record: one, bytes: recordBytes(one), call })));
  });
}

function senderOver(answer: (texts: string[], attempt: number) => void, limitMs = 60_000) {
  const sends: string[][] = [];
  const times: number[] = [];
  const troubles: string[] = [];
  const abort = new AbortController();
  let inFlight = 0;
  let most = 0;
  const sender = createKafkaSender({
    async send(records, publishedAt) {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      sends.push(records.map(textOf));
      times.push(publishedAt);
      answer(records.map(textOf), sends.length);
    },
    limitMs,
    signal: abort.signal,
    onTrouble: (reason) => troubles.push(reason),
    onTroubleOver: () => troubles.push('over'),
  });
  return { sender, sends, times, troubles, abort, most: () => most };
}

it('has one send in flight; what comes meanwhile goes together in the next', async () => {
  const { sender, sends, most } = senderOver(() => undefined);
  await Promise.all([publish(sender, [record('a')]), publish(sender, [record('b')]), publish(sender, [record('c'), record('d')])]);
  expect(sends).toEqual([['a'], ['b', 'c', 'd']]);
  expect(most()).toBe(1);
});

it('resends the same records with the same time before any that came later', async () => {
  const { sender, sends, times, troubles } = senderOver((_, attempt) => {
    if (attempt <= 2) throw Object.assign(new Error('gone'), { cause: { code: 'ECONNREFUSED' } });
  });
  const first = publish(sender, [record('a')]);
  const second = publish(sender, [record('b')]);
  expect(await Promise.all([first, second])).toEqual(['stored', 'stored']);
  expect(sends).toEqual([['a'], ['a'], ['a'], ['b']]);
  expect(new Set(times.slice(0, 3)).size).toBe(1);
  expect(troubles).toEqual(['ECONNREFUSED', 'over']);
});

it('gives up after its limit, with all that waits behind, and then works again', async () => {
  let broken = true;
  const { sender, sends } = senderOver(() => {
    if (broken) throw Object.assign(new Error('no'), { type: 'NOT_ENOUGH_REPLICAS' });
  }, 150);
  const results = await Promise.all([publish(sender, [record('a')]), publish(sender, [record('b')])]);
  for (const result of results) expect(result).toMatchObject({ code: 'BUS_UNAVAILABLE', failure: 'unavailable' });
  broken = false;
  expect(sends.flat()).not.toContain('b');
  expect(await publish(sender, [record('a')])).toBe('stored');
});

it('gives up at once when it is closed', async () => {
  const { sender, abort } = senderOver(() => {
    throw new Error('no');
  });
  const waiting = publish(sender, [record('a')]);
  abort.abort();
  expect(await waiting).toMatchObject({ code: 'BUS_UNAVAILABLE' });
});

it('keeps a send under 900 kB', async () => {
  const { sender, sends } = senderOver(() => undefined);
  await publish(sender, [record('a', 500_000), record('b', 300_000), record('c', 300_000), record('d', 950_000), record('e', 1)]);
  expect(sends).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
});

it('refuses only the record that the broker finds too large', async () => {
  const { sender, sends } = senderOver((texts) => {
    if (texts.includes('large')) throw Object.assign(new Error('too large'), { cause: { type: 'MESSAGE_TOO_LARGE' } });
  });
  const results = ['a', 'b', 'large', 'c'].map((text) => publish(sender, [record(text)]));
  expect(await Promise.all(results)).toEqual(['stored', 'stored', expect.objectContaining({ code: 'RECORD_TOO_LARGE' }), 'stored']);
  expect(sends.filter((texts) => !texts.includes('large')).flat()).toEqual(['a', 'b', 'c']);
});
