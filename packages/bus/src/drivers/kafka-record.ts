import type { ReceivedRecord } from '../bus.ts';
import type { KafkaBatch } from './kafka-client.ts';

type Message = KafkaBatch['messages'][number];
type HeaderValue = NonNullable<Message['headers']>[string];

/** The records of a batch from offset `from` on; `topic` as it is declared. */
export function toReceived(batch: KafkaBatch, topic: string, from: bigint): ReceivedRecord[] {
  return batch.messages
    .map((message) => ({
      topic,
      partition: batch.partition,
      offset: BigInt(message.offset),
      timestamp: Number(message.timestamp),
      key: message.key?.toString() ?? '',
      value: message.value,
      headers: headersOf(message),
    }))
    .filter(({ offset }) => offset >= from);
}

function headersOf({ headers = {} }: Message): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, textOf(value)]));
}

/** Of a header that is there several times, the last. */
function textOf(value: HeaderValue): string {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last?.toString() ?? '';
}
