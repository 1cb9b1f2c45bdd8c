/**
 * The place of a consumer in one partition. kafkajs may hand out a batch that it fetched for an earlier assignment, and
 * would then skip what lies between: so every batch must begin where the one before ended.
 */
export interface KafkaCursor {
  /** The next offset to be taken. */
  next: bigint;
  /** The place for which it already asked again. */
  doubted: bigint | undefined;
}

export function createKafkaCursor(next: bigint): KafkaCursor {
  return { next, doubted: undefined };
}

/** Offsets of a fetched batch: that which was asked for, and that of its last record. */
export interface FetchedRange {
  readonly from: bigint;
  readonly last: bigint;
}

/**
 * What to do with a batch: `take` its records from `next` on, or ask `again` from `next`. What still does not fit then is
 * how the log is: a `gap` (control records, or records past their retention), or it ends before `next` (`rewound`: a log
 * that was cut or made anew).
 */
export function judgeBatch(cursor: KafkaCursor, { from, last }: FetchedRange): 'take' | 'again' | 'gap' | 'rewound' {
  if (from <= cursor.next && last >= cursor.next) return 'take';
  if (cursor.doubted !== cursor.next) {
    cursor.doubted = cursor.next;
    return 'again';
  }
  return from > cursor.next ? 'gap' : 'rewound';
}
