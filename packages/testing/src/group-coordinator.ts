import kafkajs from 'kafkajs';

const OFFSETS_TOPIC = '__consumer_offsets';

/** The broker (its id) that coordinates a group now: it leads the group's partition of the offsets topic. */
export async function groupCoordinator(brokers: string, groupId: string): Promise<number> {
  const kafka = new kafkajs.Kafka({ clientId: 'munshi-testing', brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [OFFSETS_TOPIC] });
    const partitions = topics[0]?.partitions ?? [];
    const own = Math.abs(javaHash(groupId)) % partitions.length;
    const found = partitions.find(({ partitionId }) => partitionId === own);
    if (found === undefined) throw new Error(`nobody coordinates ${groupId} yet`);
    return found.leader;
  } finally {
    await admin.disconnect();
  }
}

/** Java's `String.hashCode`. */
function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
