import type { Entry } from './entry.ts';
import { parseJsonLine } from './lines/json-line.ts';
import { type AnyMapping, parseMapping } from './mapping/mapping.ts';
import { type ReadOptions, readJsonEntry } from './read-entries.ts';

/** A topic of another system whose records are taken in as they come. */
export interface Feed {
  readonly topic: string;
  /** As many as the topic has: another number is refused when it is subscribed to. */
  readonly partitions: number;
  /** Null: its records are of the own format, or have the columns of a built-in mapping. */
  readonly mapping: AnyMapping | null;
}

const DEFAULT_PARTITIONS = 12;
const FEED = /^([a-zA-Z0-9._-]{1,249})(?::(\d{1,4}))?(?:=(.+))?$/;

/**
 * The feeds of `topic[:partitions][=mapping file]`, separated by commas.
 * @param readFile gives the text of a mapping file; what it throws is a problem as well
 */
export function parseFeeds(text: string, readFile: (path: string) => string): { readonly feeds: Feed[]; readonly problems: string[] } {
  const feeds: Feed[] = [];
  const problems: string[] = [];
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [, topic, partitions, path] = FEED.exec(part) ?? [];
    if (topic === undefined) {
      problems.push(`${part}: is not topic[:partitions][=mapping file]`);
      continue;
    }
    const mapping = path === undefined ? null : mappingIn(path, readFile);
    if (typeof mapping === 'string') problems.push(`${path}: ${mapping}`);
    else feeds.push({ topic, partitions: Number(partitions ?? DEFAULT_PARTITIONS), mapping });
  }
  return { feeds, problems };
}

function mappingIn(path: string, readFile: (path: string) => string): AnyMapping | string {
  let text: string;
  try {
    text = readFile(path);
  } catch {
    return 'cannot be read';
  }
  const read = parseMapping(text);
  return 'problem' in read ? read.problem : read.mapping;
}

export interface FeedRecord {
  readonly value: Buffer | null;
  readonly partition: number;
  readonly offset: bigint;
}

/**
 * What a record of a feed is. A transaction without an id of its own is known by its place in the topic, which a redelivery
 * does not change.
 */
export function readFeedRecord(feed: Feed, record: FeedRecord, options: Omit<ReadOptions, 'format' | 'kind'>): Entry {
  const line = parseJsonLine(record.value ?? Buffer.alloc(0));
  if ('rejection' in line) return { kind: 'rejected', rejection: line.rejection };
  const format = { form: 'jsonl', mapping: feed.mapping, offset: 0, line: 1 } as const;
  const entry = readJsonEntry(line.value, { ...options, kind: 'transactions', format });
  if (entry.kind !== 'transaction' || entry.transaction.transactionId !== null) return entry;
  const transactionId = `${feed.topic}/${record.partition}/${record.offset}`.slice(-200);
  return { ...entry, transaction: { ...entry.transaction, transactionId } };
}
