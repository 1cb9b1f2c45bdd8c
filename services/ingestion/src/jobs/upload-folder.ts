import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { headOf, type OpenFile, openFile } from './file-bytes.ts';
import { FileUnreadableError } from './file-unreadable.ts';

/** Names of files whose refused lines are JSON. */
const JSON_NAME = /\.(jsonl|ndjson|json|pkl|pickle)(\.gz)?$/i;

/** Where uploaded files and reject files are kept: `uploads` until the job has ended, `rejects` for the operator. */
export interface UploadFolder {
  readonly uploads: string;
  readonly rejects: string;
  uploadPath(upload: string): string;
  rejectsPath(jobId: string, fileName: string): string;
  create(): Promise<void>;
  /** The first bytes, uncompressed. */
  head(upload: string): Promise<Buffer>;
  open(upload: string, from: number): Promise<OpenFile>;
  /** The whole file, uncompressed. @throws FileUnreadableError where it is larger than `limit` bytes */
  whole(upload: string, limit: number): Promise<Buffer>;
  has(upload: string): Promise<boolean>;
  remove(upload: string): Promise<void>;
  /** Removes uploads that no job waits for: those a killed process left half written. */
  sweep(needed: ReadonlySet<string>): Promise<void>;
}

/** A job's file in the uploads folder. */
export function uploadName(jobId: string): string {
  return `${jobId}.upload`;
}

export function createUploadFolder(dataDir: string): UploadFolder {
  const uploads = join(dataDir, 'uploads');
  const rejects = join(dataDir, 'rejects');
  const uploadPath = (upload: string) => join(uploads, upload);
  const folder: UploadFolder = {
    uploads,
    rejects,
    uploadPath,
    rejectsPath: (jobId, fileName) => join(rejects, `${jobId}${JSON_NAME.test(fileName) ? '.jsonl' : '.csv'}`),
    async create() {
      await mkdir(uploads, { recursive: true, mode: 0o700 });
      await mkdir(rejects, { recursive: true, mode: 0o700 });
    },
    head: (upload) => headOf(uploadPath(upload)),
    open: (upload, from) => openFile(uploadPath(upload), from),
    async whole(upload, limit) {
      const file = await folder.open(upload, 0);
      const chunks: Buffer[] = [];
      let bytes = 0;
      try {
        for await (const chunk of file.chunks) {
          bytes += chunk.length;
          if (bytes > limit) throw new FileUnreadableError('FILE_TOO_LARGE', `a file of this kind has at most ${limit} bytes: split it`);
          chunks.push(chunk);
        }
      } finally {
        file.close();
      }
      return Buffer.concat(chunks);
    },
    has: (upload) =>
      access(uploadPath(upload)).then(
        () => true,
        () => false,
      ),
    remove: (upload) => rm(uploadPath(upload), { force: true }),
    async sweep(needed) {
      const names = await readdir(uploads);
      await Promise.all(names.filter((name) => !needed.has(name)).map((name) => folder.remove(name)));
    },
  };
  return folder;
}
