import type { z } from 'zod';

export type ServiceName = 'ingestion' | 'embedding' | 'analytics' | 'notification' | 'chat-gateway';

/** Every topic keyed by customer has this number of partitions: lane p of all of them goes to one owner. */
export const CUSTOMER_PARTITIONS = 12;

export interface TopicDefinition<Data = unknown> {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodType<Data>;
  /** A quick yes to data that the schema takes and gives back as it is; without it, or where it says no, the schema decides. */
  readonly isPlain?: (data: unknown) => boolean;
  /** Which id is the record's key; topics of one keyspace are co-partitioned. */
  readonly keyspace: 'customer' | 'document';
  readonly producer: ServiceName;
  readonly consumers: readonly ServiceName[];
  /** `event`: every record counts. `state`: the newest record of a key and subject counts, compacted. */
  readonly kind: 'event' | 'state';
  readonly partitions: number;
  readonly retentionDays: number | 'forever';
  /** What the data is: `personal` holds a customer's data, `public` none. */
  readonly classification: 'personal' | 'public';
  /** A null value removes the state of the key. */
  readonly tombstones: boolean;
}

type Declared<Data> = Omit<TopicDefinition<Data>, 'keyspace' | 'partitions' | 'classification' | 'tombstones'> &
  Partial<Pick<TopicDefinition<Data>, 'keyspace' | 'partitions' | 'classification' | 'tombstones'>>;

/** A topic, declared once. Keyed by customer and personal unless it says otherwise. */
export function defineTopic<Data>(declared: Declared<Data>): TopicDefinition<Data> {
  return { keyspace: 'customer', partitions: CUSTOMER_PARTITIONS, classification: 'personal', tombstones: false, ...declared };
}
