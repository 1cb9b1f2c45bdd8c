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

/**
 * What to do with a batch that was asked for from offset `from`: take the records from `next` on; or ask again from
 * `next`. A gap that is still there then holds nothing (control records, or records past their retention).
 */
export function judgeBatch(cursor: KafkaCursor, from: bigint): 'take' | 'again' {
  if (from > cursor.next && cursor.doubted !== cursor.next) {
    cursor.doubted = cursor.next;
    return 'again';
  }
  return 'take';
}
