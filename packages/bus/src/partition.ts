import type { TopicDefinition } from '@munshi/events/topic';
import type { Lane } from './bus.ts';

const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/** Kafka's murmur2, so that a key has the same lane whatever carries it. */
export function murmur2(data: Buffer): number {
  let hash = SEED ^ data.length;
  const whole = data.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(data.readInt32LE(at), MULTIPLIER);
    word = Math.imul(word ^ (word >>> 24), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ word;
  }
  const rest = data.length - whole;
  if (rest >= 3) hash ^= data.readUInt8(whole + 2) << 16;
  if (rest >= 2) hash ^= data.readUInt8(whole + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ data.readUInt8(whole), MULTIPLIER);
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return (hash ^ (hash >>> 15)) | 0;
}

/** The partition of a key, as Kafka's own clients choose it. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

export function laneAt(keyspace: TopicDefinition['keyspace'], partition: number): Lane {
  return { id: `${keyspace}-${partition}`, keyspace, partition };
}

export function laneOf(topic: TopicDefinition, key: string): Lane {
  return laneAt(topic.keyspace, partitionOf(key, topic.partitions));
}
