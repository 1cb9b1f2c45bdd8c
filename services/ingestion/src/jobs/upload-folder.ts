import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { skipBytes } from '../domain/lines/skip-bytes.ts';
import { FileUnreadableError } from './file-unreadable.ts';

const CHUNK_BYTES = 256 * 1024;
const HEAD_BYTES = 65_536;

/** What a compressed file may become; what banks write is rarely a tenth of it. */
const MOST_EXPANSION = 250;
const FREE_EXPANSION_BYTES = 64 * 1024 * 1024;
/** Names of files whose refused lines are JSON. */
const JSON_NAME = /\.(jsonl|ndjson|json|pkl|pickle)(\.gz)?$/i;

/** An uploaded file while its job reads it. */
export interface OpenUpload {
  /** From `from` on, uncompressed. @throws what the disk or a damaged gzip file gives, when it is reached */
  readonly chunks: AsyncIterable<Buffer>;
  /** Of the file as it lies on the disk. */
  bytesRead(): number;
  close(): void;
}

/** Where uploaded files and reject files are kept: `uploads` until the job has ended, `rejects` for the operator. */
export interface UploadFolder {
  readonly uploads: string;
  readonly rejects: string;
  uploadPath(upload: string): string;
  rejectsPath(jobId: string, fileName: string): string;
  create(): Promise<void>;
  /** The first bytes, uncompressed. */
  head(upload: string): Promise<Buffer>;
  open(upload: string, from: number): Promise<OpenUpload>;
  /** The whole file, uncompressed. @throws FileUnreadableError where it is larger than `limit` bytes */
  whole(upload: string, limit: number): Promise<Buffer>;
  has(upload: string): Promise<boolean>;
  remove(upload: string): Promise<void>;
  /** Removes uploads that no job waits for: those a killed process left half written. */
  sweep(needed: ReadonlySet<string>): Promise<void>;
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
    async head(upload) {
      const file = await folder.open(upload, 0);
      const chunks: Buffer[] = [];
      let bytes = 0;
      try {
        for await (const chunk of file.chunks) {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes >= HEAD_BYTES) break;
        }
      } catch (error) {
        if (bytes === 0) throw error;
      } finally {
        file.close();
      }
      return Buffer.concat(chunks);
    },
    async open(upload, from) {
      return (await isGzip(uploadPath(upload))) ? openGzip(uploadPath(upload), from) : openPlain(uploadPath(upload), from);
    },
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

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

function openPlain(path: string, from: number): OpenUpload {
  const stream = createReadStream(path, { start: from, highWaterMark: CHUNK_BYTES });
  return { chunks: stream, bytesRead: () => from + stream.bytesRead, close: () => void stream.destroy() };
}

function openGzip(path: string, from: number): OpenUpload {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // the error of either is thrown where the chunks are read
  pipeline(file, gunzip, () => undefined);
  return { chunks: skipBytes(withinExpansion(gunzip, file), from), bytesRead: () => file.bytesRead, close: () => void file.destroy() };
}

/** @throws FileUnreadableError where a small file becomes ever more: it is made to fill a disk or a memory */
async function* withinExpansion(chunks: AsyncIterable<Buffer>, file: { readonly bytesRead: number }): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > FREE_EXPANSION_BYTES && bytes > MOST_EXPANSION * file.bytesRead) {
      throw new FileUnreadableError('FILE_EXPANDS', `the file unpacks to more than ${MOST_EXPANSION} times its size: send it unpacked`);
    }
    yield chunk;
  }
}
