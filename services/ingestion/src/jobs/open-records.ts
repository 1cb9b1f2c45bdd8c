import { setImmediate as pause } from 'node:timers/promises';
import type { FileFormat } from '../domain/lines/file-format.ts';
import { skipBytes } from '../domain/lines/skip-bytes.ts';
import { pickleLines } from '../domain/pickle/pickle-lines.ts';
import { PickleRefusedError } from '../domain/pickle/refusal.ts';
import type { Job } from '../store/job.ts';
import type { OpenFile } from './file-bytes.ts';
import { FileUnreadableError } from './file-unreadable.ts';
import type { UploadFolder } from './upload-folder.ts';

/** A pickle is read whole: its values refer to one another. */
const PICKLE_LIMIT_BYTES = 256 * 1024 * 1024;

/** A job's file from where it stands. Of a pickle it is the JSON lines of its rows, and the job's place is one in them. */
export async function openRecords(folder: UploadFolder, job: Job, format: FileFormat): Promise<OpenFile> {
  const from = Math.max(job.place, format.offset);
  if (format.form !== 'pickle') return folder.open(job.upload, from);
  const bytes = await folder.whole(job.upload, PICKLE_LIMIT_BYTES);
  try {
    const lines = await pickleLines(bytes, () => pause());
    return {
      chunks: skipBytes(lines.chunks, from),
      bytesRead: () => (lines.rows === 0 ? job.bytes : Math.floor((job.bytes * lines.given()) / lines.rows)),
      close: () => void lines.chunks.return(undefined),
    };
  } catch (error) {
    if (!(error instanceof PickleRefusedError)) throw error;
    throw new FileUnreadableError('PICKLE_REFUSED', `the pickle is not read: ${error.message}`);
  }
}
