import { setImmediate as pause } from 'node:timers/promises';
import { documentLine } from '../domain/documents/document-line.ts';
import type { DocumentMedia } from '../domain/documents/media.ts';
import type { FileFormat } from '../domain/lines/file-format.ts';
import { skipBytes } from '../domain/lines/skip-bytes.ts';
import { DOCUMENT_TEXT_LIMIT } from '../domain/own/own-document.ts';
import { type PickleLines, pickleLines } from '../domain/pickle/pickle-lines.ts';
import { PickleRefusedError } from '../domain/pickle/refusal.ts';
import type { Job } from '../store/job.ts';
import type { OpenFile } from './file-bytes.ts';
import { FileUnreadableError } from './file-unreadable.ts';
import type { UploadFolder } from './upload-folder.ts';

/** A pickle is read whole: its values refer to one another. */
const PICKLE_LIMIT_BYTES = 256 * 1024 * 1024;

/** A job's file from where it stands. Of a pickle or a document it is the JSON lines made of it, and the job's place is one in them. @throws FileUnreadableError */
export async function openRecords(folder: UploadFolder, job: Job, format: FileFormat): Promise<OpenFile> {
  const from = Math.max(job.place, format.offset);
  switch (format.form) {
    case 'pickle': {
      const lines = await readPickle(await folder.whole(job.upload, PICKLE_LIMIT_BYTES));
      const bytesRead = () => (lines.rows === 0 ? job.bytes : Math.floor((job.bytes * lines.given()) / lines.rows));
      return { chunks: skipBytes(lines.chunks, from), bytesRead, close: () => void lines.chunks.return(undefined) };
    }
    case 'document': {
      const line = await readDocument(await folder.whole(job.upload, DOCUMENT_TEXT_LIMIT), format.media, job.fileName);
      return { chunks: once(line.subarray(from)), bytesRead: () => job.bytes, close: () => undefined };
    }
    default:
      return folder.open(job.upload, from);
  }
}

async function readPickle(bytes: Buffer): Promise<PickleLines> {
  try {
    return await pickleLines(bytes, () => pause());
  } catch (error) {
    if (!(error instanceof PickleRefusedError)) throw error;
    throw new FileUnreadableError('PICKLE_REFUSED', `the pickle is not read: ${error.message}`);
  }
}

async function readDocument(bytes: Buffer, media: DocumentMedia, fileName: string): Promise<Buffer> {
  try {
    return await documentLine(bytes, media, fileName);
  } catch (error) {
    throw new FileUnreadableError('FILE_DAMAGED', `the document cannot be read: it is damaged, locked or no ${media}`, error);
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}
