import type { Logger } from '@munshi/service-kit/logger';
import type { OutgoingRecord } from '../bus.ts';
import type { KafkaProducer } from './kafka-client.ts';
import { createKafkaSender, type KafkaSender, type PublishCall, type QueuedRecord } from './kafka-sender.ts';

const SEND_LIMIT_MS = 60_000;
const ACKNOWLEDGE_MS = 10_000;

export interface PartitionedRecord {
  readonly record: OutgoingRecord;
  readonly bytes: number;
  readonly partition: number;
}

export interface KafkaPublisher {
  /** Resolves when every record is stored by all in-sync replicas. */
  publish(records: readonly PartitionedRecord[]): Promise<void>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  /** What is not answered now is given up. */
  abort(): void;
}

/**
 * A send queue a partition. kafkajs acknowledges messages that it never sent when one send spans partitions while a
 * leader dies, so no send does.
 */
export function createKafkaPublisher(producer: KafkaProducer, prefix: string, logger: Logger): KafkaPublisher {
  const senders = new Map<string, KafkaSender>();
  const abort = new AbortController();
  /** Partitions whose send is being repeated. */
  let inTrouble = 0;

  function senderOf(topic: string, partition: number): KafkaSender {
    const key = `${topic}/${partition}`;
    const known = senders.get(key);
    if (known !== undefined) return known;
    const sender = createKafkaSender({
      async send(records, publishedAt) {
        const timestamp = String(publishedAt);
        const messages = records.map(({ key: id, value, headers }) => ({ key: id, value, headers, timestamp, partition }));
        await producer.send({ topic: prefix + topic, acks: -1, timeout: ACKNOWLEDGE_MS, messages });
      },
      limitMs: SEND_LIMIT_MS,
      signal: abort.signal,
      onTrouble(reason) {
        inTrouble += 1;
        if (inTrouble === 1) logger.warn({ reason, topic, partition }, 'a send failed; sending again until it is answered');
      },
      onTroubleOver() {
        inTrouble -= 1;
        if (inTrouble === 0) logger.info('no send waits to be repeated any more');
      },
    });
    senders.set(key, sender);
    return sender;
  }

  return {
    publish(records) {
      if (records.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        let left = records.length;
        const call: PublishCall = {
          stored(count) {
            left -= count;
            if (left === 0) resolve();
          },
          failed: reject,
        };
        const queues = new Map<KafkaSender, QueuedRecord[]>();
        for (const { record, bytes, partition } of records) {
          const sender = senderOf(record.topic, partition);
          const queued = { record: copy(record), bytes, call };
          const queue = queues.get(sender);
          if (queue === undefined) queues.set(sender, [queued]);
          else queue.push(queued);
        }
        for (const [sender, queue] of queues) sender.add(queue);
      });
    },
    async idle() {
      await Promise.all([...senders.values()].map((sender) => sender.idle()));
    },
    abort: () => abort.abort(),
  };
}

/** The caller may reuse its own after `publish` was called. */
function copy({ topic, key, value, headers }: OutgoingRecord): OutgoingRecord {
  return { topic, key, value, headers: { ...headers } };
}
