import type { SpooledRecord } from './spool.ts';

/** At most so many events a turn, as many as a live batch holds: on one machine a transaction stops everybody else. */
export const EVENTS_A_TURN = 500;

/** Records of one topic that were applied together, or may be. */
export type Group = readonly SpooledRecord[];

/**
 * The first of some records that are applied in one turn: those of one effect, or those applied at once by the transactions that
 * applied them. `records` are one more than a turn holds where there are more: a group that might go on is left to the next turn.
 */
export function turnOf(records: readonly SpooledRecord[], isEffect: (topic: string) => boolean): Group[] {
  const groups: SpooledRecord[][] = [];
  for (const record of whole(records)) {
    const group = groups.at(-1);
    // What an effect comes to does not depend on its batches, and large ones cost less.
    if (group?.[0]?.topic === record.topic && (isEffect(record.topic) || group[0].applied === record.applied)) group.push(record);
    else groups.push([record]);
  }
  const effects = groups.map(([record]) => record !== undefined && isEffect(record.topic));
  if (effects[0] === true) return groups.slice(0, 1);
  const firstEffect = effects.indexOf(true);
  return firstEffect < 0 ? groups : groups.slice(0, firstEffect);
}

/** What was applied before transactions were numbered may be cut anywhere. */
function whole(records: readonly SpooledRecord[]): readonly SpooledRecord[] {
  const beyond = records[EVENTS_A_TURN];
  if (beyond === undefined) return records;
  const full = records.slice(0, EVENTS_A_TURN);
  if (beyond.applied === '0') return full;
  const complete = full.filter(({ applied }) => applied !== beyond.applied);
  return complete.length > 0 ? complete : full;
}
