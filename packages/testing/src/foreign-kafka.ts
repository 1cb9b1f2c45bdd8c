export interface ForeignMessage {
  readonly key: string | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
}

/** Sends to a topic as another system would: with or without a key, and whatever is in it. */
export async function sendForeign(brokers: string, topic: string, messages: readonly ForeignMessage[]): Promise<void> {
  const { Kafka, logLevel } = await import('kafkajs');
  const producer = new Kafka({ clientId: 'another-system', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  try {
    await producer.send({ topic, messages: messages.map((message) => ({ ...message, headers: { ...message.headers } })) });
  } finally {
    await producer.disconnect();
  }
}
