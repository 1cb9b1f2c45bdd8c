import { VectorInvalidError } from './errors.ts';
import type { Scope } from './scope.ts';
import type { VectorSet } from './vector-set.ts';
import type { Filter, MetadataValue, VectorRecord } from './vector-store.ts';

/** Set by the drivers, never by a caller. */
export const CUSTOMER_FIELD = 'customerId';
export const MODEL_FIELD = 'embeddingModel';

/** Pinecone's limits, held by every driver so that what one takes the other takes. */
const MOST_METADATA_BYTES = 40_960;
const MOST_MATCHES = 1_000;
const RECORD_ID = /^[\x20-\x7e]{1,512}$/;

/** A record as it is stored: whose it is and which model made it are part of its metadata. */
export interface StoredRecord {
  readonly id: string;
  readonly values: readonly number[];
  readonly metadata: Readonly<Record<string, MetadataValue>>;
}

/**
 * The records as they are stored; of repeats of an id the last one counts.
 * @throws VectorInvalidError naming the record's id
 */
export function recordsToStore(scope: Scope, records: readonly VectorRecord[], set: VectorSet): StoredRecord[] {
  const byId = new Map<string, StoredRecord>();
  for (const record of records) {
    if (!RECORD_ID.test(record.id)) {
      throw new VectorInvalidError('VECTOR_REJECTED', 'A record id is 1 to 512 printable ASCII characters: hash what is not.');
    }
    checkVector(record.values, set.dimension, `Record ${record.id}`);
    byId.set(record.id, { id: record.id, values: record.values, metadata: metadataToStore(scope, record, set) });
  }
  return [...byId.values()];
}

/** @throws VectorInvalidError for a wrong dimension, a number that is not finite, or a vector without a direction */
export function checkVector(values: readonly number[], dimension: number, what: string): void {
  if (values.length !== dimension) {
    throw new VectorInvalidError('VECTOR_DIMENSION', `${what} has ${values.length} numbers, this store's vectors have ${dimension}.`);
  }
  if (!values.every((value) => Number.isFinite(Math.fround(value)))) {
    throw new VectorInvalidError('VECTOR_NOT_FINITE', `${what} holds a number that is not finite.`);
  }
  if (values.every((value) => Math.fround(value) === 0)) {
    throw new VectorInvalidError('VECTOR_REJECTED', `${what} is all zeros: it has no direction to compare.`);
  }
}

/** @throws VectorInvalidError for a `topK` that is not 1..1000, or a wrong vector */
export function checkQuery(query: { readonly vector: readonly number[]; readonly topK: number }, dimension: number): void {
  checkVector(query.vector, dimension, 'The query');
  if (!Number.isInteger(query.topK) || query.topK < 1 || query.topK > MOST_MATCHES) {
    throw new VectorInvalidError('VECTOR_REJECTED', `topK is ${query.topK}: it must be 1 to ${MOST_MATCHES}.`);
  }
}

/** @throws VectorInvalidError for a filter without conditions: what deletes a whole scope says so, by `deleteScope` */
export function checkDeleteFilter(filter: Filter): void {
  if (Object.keys(filter).length > 0) return;
  throw new VectorInvalidError(
    'VECTOR_REJECTED',
    'deleteWhere needs at least one condition; deleteScope deletes everything of a customer.',
  );
}

/** True where no record can match, so that nobody needs to be asked. */
export function matchesNothing(filter: Filter): boolean {
  return Object.values(filter).some((condition) => 'in' in condition && condition.in.length === 0);
}

/** Whether a stored record may be shown in this scope: the second lock of the wall, behind the namespace. */
export function belongsTo(scope: Scope, metadata: Readonly<Record<string, unknown>>): boolean {
  return scope === 'knowledge' ? metadata[CUSTOMER_FIELD] === undefined : metadata[CUSTOMER_FIELD] === scope.customerId;
}

/** The metadata without what only the drivers need. */
export function metadataToShow(metadata: Readonly<Record<string, MetadataValue>>): Record<string, MetadataValue> {
  const { [MODEL_FIELD]: _model, ...shown } = metadata;
  return shown;
}

// --- Internal ---

function metadataToStore(scope: Scope, record: VectorRecord, set: VectorSet): Record<string, MetadataValue> {
  const given = record.metadata[CUSTOMER_FIELD];
  if (given !== undefined && (scope === 'knowledge' || given !== scope.customerId)) {
    throw new VectorInvalidError('VECTOR_REJECTED', `Record ${record.id} names a customer that its scope does not.`);
  }
  const cleaned = Object.entries(record.metadata).map(([name, value]) => [name, cleanValue(value)] as const);
  const metadata: Record<string, MetadataValue> = { ...Object.fromEntries(cleaned), [MODEL_FIELD]: set.model };
  if (scope !== 'knowledge') metadata[CUSTOMER_FIELD] = scope.customerId;
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  if (bytes > MOST_METADATA_BYTES) {
    const message = `Record ${record.id} has ${bytes} bytes of metadata, at most ${MOST_METADATA_BYTES} are kept: cut its text.`;
    throw new VectorInvalidError('METADATA_TOO_LARGE', message);
  }
  return metadata;
}

/** NUL and lone surrogates cannot be stored in jsonb; they become U+FFFD in every driver. */
function cleanValue(value: MetadataValue): MetadataValue {
  if (typeof value === 'string') return cleanText(value);
  return Array.isArray(value) ? value.map((item: string) => cleanText(item)) : value;
}

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd');
}
