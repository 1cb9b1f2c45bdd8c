import type { Counts } from '../domain/counts.ts';
import type { RecordKind } from '../domain/entry.ts';
import type { AnyMapping } from '../domain/mapping/mapping.ts';

export type JobState = 'queued' | 'running' | 'done' | 'failed';

/** How far a job's file is read and stored: only whole batches count. */
export interface JobPlace {
  /** Offset in the uncompressed file, behind the last record that is accounted for. */
  readonly place: number;
  readonly line: number;
  /** Of the file as it was uploaded, for the progress. */
  readonly bytesRead: number;
  readonly rejectsBytes: number;
  readonly counts: Counts;
}

export interface Job extends JobPlace {
  readonly jobId: string;
  readonly state: JobState;
  readonly kind: RecordKind;
  readonly live: boolean;
  readonly fileName: string;
  /** The mapping that was given for the file. */
  readonly mapping: AnyMapping | null;
  /** The uploaded file's name within the uploads folder. */
  readonly upload: string;
  readonly bytes: number;
  /** Customers whom rows of this file first disagreed on. */
  readonly conflicts: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}
