/** A record of a log as the checker sees it. */
export interface Observed {
  readonly topic: string;
  readonly key: string;
  readonly subject: string;
  readonly eventId: string;
  readonly sequence: number;
}

/** What is wrong, by its class; each entry names one event. */
export interface Verdict {
  /** Acknowledged, and nowhere. */
  readonly lost: readonly string[];
  /** Applied more than once, or applied twice with different outcomes. */
  readonly twice: readonly string[];
  /** Of one key, out of the order of publishing. */
  readonly disordered: readonly string[];
  /** Published and not applied at the end. */
  readonly unseen: readonly string[];
  /** A log of states that does not end in the newest. */
  readonly stale: readonly string[];
  /** A feature or a sum unlike that of a run without faults. */
  readonly differing: readonly string[];
}

export const CLASSES = ['lost', 'twice', 'disordered', 'unseen', 'stale', 'differing'] as const;

export function isClean(verdict: Verdict): boolean {
  return CLASSES.every((name) => verdict[name].length === 0);
}

export function merge(verdicts: readonly Verdict[]): Verdict {
  return Object.fromEntries(CLASSES.map((name) => [name, verdicts.flatMap((verdict) => verdict[name])])) as unknown as Verdict;
}

export const NOTHING: Verdict = { lost: [], twice: [], disordered: [], unseen: [], stale: [], differing: [] };

/** What was applied, in order, against what was acknowledged: each once. */
export function checkApplied(acknowledged: Iterable<string>, applied: readonly string[]): Verdict {
  const counts = new Map<string, number>();
  for (const id of applied) counts.set(id, (counts.get(id) ?? 0) + 1);
  return {
    ...NOTHING,
    lost: [...acknowledged].filter((id) => !counts.has(id)),
    twice: [...counts].filter(([, count]) => count > 1).map(([id]) => id),
  };
}

/** Numbers of each key, in the order in which they were applied: they only rise. */
export function checkOrder(applied: readonly { readonly key: string; readonly n: number }[]): Verdict {
  const last = new Map<string, number>();
  const disordered: string[] = [];
  for (const { key, n } of applied) {
    if (n <= (last.get(key) ?? 0)) disordered.push(`${key}:${n}`);
    last.set(key, Math.max(n, last.get(key) ?? 0));
  }
  return { ...NOTHING, disordered };
}

/**
 * A log of derived events, in offset order. A repeat of an event is allowed (at least once); but a sequence number of a subject
 * is one event and no other (two would be one cause applied twice), the numbers have no gap, and first appearances rise.
 */
export function checkLog(log: readonly Observed[], isState: boolean): Verdict {
  const bySubject = Map.groupBy(log, ({ topic, key, subject }) => `${topic}/${key}/${subject}`);
  const verdicts = [...bySubject].map(([name, records]) => checkSubject(name, records, isState));
  return merge(verdicts);
}

function checkSubject(name: string, records: readonly Observed[], isState: boolean): Verdict {
  const idOf = new Map<number, string>();
  const twice: string[] = [];
  const disordered: string[] = [];
  let highest = 0;
  for (const { sequence, eventId } of records) {
    const known = idOf.get(sequence);
    if (known !== undefined && known !== eventId) twice.push(`${name}#${sequence}`);
    if (known === undefined && sequence < highest) disordered.push(`${name}#${sequence}`);
    idOf.set(sequence, eventId);
    highest = Math.max(highest, sequence);
  }
  const first = Math.min(...idOf.keys());
  const missing = Array.from({ length: highest - first }, (_, i) => first + i).filter((sequence) => !idOf.has(sequence));
  const stale = isState && records.at(-1)?.sequence !== highest ? [`${name}#${highest}`] : [];
  return { ...NOTHING, twice, disordered, stale, lost: missing.map((sequence) => `${name}#${sequence}`) };
}
