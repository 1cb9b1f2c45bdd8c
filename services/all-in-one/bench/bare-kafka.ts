import type { OutgoingRecord } from '@munshi/bus/bus';
import { type Consumer, Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import { echoRecord, type Fact, facts, type Stage, writeRows } from './delivery-stage.ts';

/** As many batches at once as there are connections. */
const CONCURRENTLY = 4;

/** kafkajs as its documentation shows it, with acknowledgements of all in-sync replicas. */
export interface BareKafka {
  readonly producer: Producer;
  /** Reads from the beginning, writes the same rows and publishes the same echoes; commits each batch. */
  consume(group: string, schema: string, onFacts: (rows: readonly Fact[]) => void): Promise<Consumer>;
  /** Hands out each fact, and does nothing else. */
  listen(group: string, onFact: (fact: Fact) => void): Promise<Consumer>;
  close(): Promise<void>;
}

export async function openBareKafka({ brokers, prefix, database }: Stage): Promise<BareKafka> {
  const kafka = new Kafka({ clientId: 'bare', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const topic = prefix + facts.name;
  const consumers: Consumer[] = [];
  const join = async (group: string, fromBeginning: boolean): Promise<Consumer> => {
    const consumer = kafka.consumer({ groupId: prefix + group, maxWaitTimeInMs: 200 });
    consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning });
    return consumer;
  };
  return {
    producer,
    async consume(group, schema, onFacts) {
      const consumer = await join(group, true);
      await consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: CONCURRENTLY,
        async eachBatch({ batch, heartbeat }) {
          for (let start = 0; start < batch.messages.length; start += 500) {
            const part = batch.messages.slice(start, start + 500);
            const rows = part.map(({ value }) => JSON.parse(String(value)) as Fact);
            await database.transaction((tx) => writeRows(tx, schema, rows));
            await producer.sendBatch({ acks: -1, topicMessages: messagesOf(rows.map(echoRecord), prefix) });
            const next = String(BigInt(part.at(-1)?.offset ?? '0') + 1n);
            await consumer.commitOffsets([{ topic, partition: batch.partition, offset: next }]);
            onFacts(rows);
            await heartbeat();
          }
        },
      });
      return consumer;
    },
    async listen(group, onFact) {
      const consumer = await join(group, false);
      await consumer.run({ eachMessage: async ({ message }) => onFact(JSON.parse(String(message.value)) as Fact) });
      return consumer;
    },
    async close() {
      await Promise.all(consumers.map((consumer) => consumer.disconnect()));
      await producer.disconnect();
    },
  };
}

export function messagesOf(records: readonly OutgoingRecord[], prefix: string): { topic: string; messages: Message[] }[] {
  const byTopic = Map.groupBy(records, ({ topic }) => topic);
  return [...byTopic].map(([topic, own]) => ({
    topic: prefix + topic,
    messages: own.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })),
  }));
}
