import type { TopicDefinition } from '@munshi/events/topic';
import { laneAt } from '../partition.ts';

export interface ClaimedTopic extends Pick<TopicDefinition, 'keyspace' | 'partitions'> {
  /** As the broker knows it. */
  readonly name: string;
}

/** What a member of a group says when it joins. */
export interface LaneClaim {
  readonly topics: readonly ClaimedTopic[];
  /** Ids of the lanes that it had last. */
  readonly held: readonly string[];
}

/** Member id → its claim. */
export type LaneClaims = ReadonlyMap<string, LaneClaim>;

type Assignment = Record<string, number[]>;

/**
 * Lane p of all topics of a keyspace to one member; members differ by at most one lane a keyspace, and keep what they
 * had as far as that allows. While members of two versions know different topics, those that know most get the lanes.
 */
export function assignLanes(claims: LaneClaims): Map<string, Assignment> {
  const assignments = new Map([...claims.keys()].sort().map((id): [string, Assignment] => [id, {}]));
  const total = new Map<string, number>();
  for (const keyspace of keyspacesOf(claims)) {
    for (const [memberId, lanes] of shareOut(claims, keyspace, total)) {
      total.set(memberId, (total.get(memberId) ?? 0) + lanes.length);
      const assignment = assignments.get(memberId) ?? {};
      for (const topic of topicsIn(claims.get(memberId), keyspace)) {
        const partitions = lanes.filter((partition) => partition < topic.partitions);
        if (partitions.length > 0) assignment[topic.name] = partitions.sort((a, b) => a - b);
      }
    }
  }
  return assignments;
}

function keyspacesOf(claims: LaneClaims): ClaimedTopic['keyspace'][] {
  return [...new Set([...claims.values()].flatMap(({ topics }) => topics.map(({ keyspace }) => keyspace)))].sort();
}

function topicsIn(claim: LaneClaim | undefined, keyspace: ClaimedTopic['keyspace']): ClaimedTopic[] {
  return claim?.topics.filter((topic) => topic.keyspace === keyspace) ?? [];
}

function shareOut(claims: LaneClaims, keyspace: ClaimedTopic['keyspace'], total: ReadonlyMap<string, number>): Map<string, number[]> {
  const known = [...claims].map(([id, claim]) => ({ id, topics: topicsIn(claim, keyspace), held: new Set(claim.held) }));
  const most = Math.max(...known.map(({ topics }) => topics.length));
  const members = known.filter(({ topics }) => topics.length === most).sort((a, b) => (a.id < b.id ? -1 : 1));
  const count = Math.max(...known.flatMap(({ topics }) => topics.map(({ partitions }) => partitions)));
  const fair = Math.floor(count / members.length);
  let extras = count % members.length;
  const shares = new Map(members.map(({ id }): [string, number[]] => [id, []]));
  const size = (id: string): number => shares.get(id)?.length ?? 0;

  const free: number[] = [];
  for (let partition = 0; partition < count; partition += 1) {
    const lane = laneAt(keyspace, partition).id;
    const holder = members.find(({ id, held }) => held.has(lane) && (size(id) < fair || (size(id) === fair && extras > 0)));
    if (holder === undefined) free.push(partition);
    else {
      if (size(holder.id) === fair) extras -= 1;
      shares.get(holder.id)?.push(partition);
    }
  }
  for (const partition of free) {
    const [least] = [...shares.keys()].sort((a, b) => size(a) - size(b) || (total.get(a) ?? 0) - (total.get(b) ?? 0));
    if (least !== undefined) shares.get(least)?.push(partition);
  }
  return shares;
}
